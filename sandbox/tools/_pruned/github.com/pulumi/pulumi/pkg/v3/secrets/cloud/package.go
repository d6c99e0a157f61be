// Package cloud takes the place of secrets under a cloud's key service, which the sandbox's Pulumi CLI lacks.
package cloud

import (
	"encoding/json"
	"errors"

	"github.com/pulumi/pulumi/pkg/v3/secrets"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

// Type is what a stack's file calls this kind of secrets provider.
const Type = "cloud"

var errLeftOut = errors.New("the sandbox's build of the Pulumi CLI cannot use a cloud's key service: install the official one")

// EditProjectStack says that the kind is not there.
func EditProjectStack(*workspace.ProjectStack, json.RawMessage) error { return errLeftOut }

// NewCloudSecretsManagerFromState says that the kind is not there.
func NewCloudSecretsManagerFromState(json.RawMessage) (secrets.Manager, error) {
	return nil, errLeftOut
}

// NewCloudSecretsManager says that the kind is not there.
func NewCloudSecretsManager(*workspace.ProjectStack, string, bool) (secrets.Manager, error) {
	return nil, errLeftOut
}
