// Package docker takes the place of two providers that the sandbox's Traefik lacks.
package docker

import (
	"errors"

	"github.com/traefik/paerser/types"
	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/safe"
)

// Provider is what the configuration names; the fields are those that its validation touches.
type Provider struct {
	HTTPClientTimeout types.Duration
	RefreshSeconds    types.Duration
}

// SwarmProvider is what the configuration names.
type SwarmProvider = Provider

// Init says that the provider is not there.
func (*Provider) Init() error {
	return errors.New("the sandbox's build of Traefik lacks the provider docker")
}

// Provide provides nothing.
func (*Provider) Provide(chan<- dynamic.Message, *safe.Pool) error { return nil }
