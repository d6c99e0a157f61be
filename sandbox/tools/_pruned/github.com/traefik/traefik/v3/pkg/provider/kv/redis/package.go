// Package redis takes the place of a provider that the sandbox's Traefik lacks.
package redis

import (
	"errors"

	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/safe"
)

// Provider is what the configuration names.
type Provider struct{}

// Init says that the provider is not there.
func (*Provider) Init() error {
	return errors.New("the sandbox's build of Traefik lacks the provider redis")
}

// Provide provides nothing.
func (*Provider) Provide(chan<- dynamic.Message, *safe.Pool) error { return nil }
