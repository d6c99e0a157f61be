// Package gcsblob takes the place of the driver for gs:// addresses, which the sandbox's Pulumi CLI lacks.
package gcsblob

import (
	"context"
	"errors"
	"net/url"

	"gocloud.dev/blob"
)

// Scheme is what addresses of this kind begin with.
const Scheme = "gs"

type missing struct{}

// An unknown kind of address would be taken for one of Pulumi's own service.
func init() { blob.DefaultURLMux().RegisterBucket(Scheme, missing{}) }

func (missing) OpenBucketURL(context.Context, *url.URL) (*blob.Bucket, error) {
	return nil, errors.New("the sandbox's build of the Pulumi CLI cannot keep state in gs://: install the official one")
}
