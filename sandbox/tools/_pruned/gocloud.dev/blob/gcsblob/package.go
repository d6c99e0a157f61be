// Package gcsblob takes the place of the driver for gs:// addresses, which the sandbox's Pulumi CLI lacks.
package gcsblob

// Scheme is what addresses of this kind begin with.
const Scheme = "gs"
