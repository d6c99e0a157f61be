// Package s3blob takes the place of the driver for s3:// addresses, which the sandbox's Pulumi CLI lacks.
package s3blob

// Scheme is what addresses of this kind begin with.
const Scheme = "s3"
