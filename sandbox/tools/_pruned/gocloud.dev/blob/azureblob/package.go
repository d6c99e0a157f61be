// Package azureblob takes the place of the driver for azblob:// addresses, which the sandbox's Pulumi CLI lacks.
package azureblob

// Scheme is what addresses of this kind begin with.
const Scheme = "azblob"
