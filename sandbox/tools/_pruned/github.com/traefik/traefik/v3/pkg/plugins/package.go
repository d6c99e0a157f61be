// Package plugins takes the place of Traefik's plugins, whose two interpreters the sandbox's build lacks.
package plugins

import (
	"context"
	"errors"
	"net/http"

	"github.com/traefik/traefik/v3/pkg/provider"
)

var errLeftOut = errors.New("the sandbox's build of Traefik cannot load plugins")

type (
	// Constructor wraps a handler in a plugin's own.
	Constructor func(context.Context, http.Handler) (http.Handler, error)
	// Descriptor is what the configuration names.
	Descriptor struct{}
	// LocalDescriptor is what the configuration names.
	LocalDescriptor struct{}
	// Manager would fetch plugins.
	Manager struct{}
	// ManagerOptions says where plugins would be kept.
	ManagerOptions struct{ Output string }
	// RegistryDownloader would download plugins.
	RegistryDownloader struct{}
	// RegistryDownloaderOptions says how plugins would be downloaded.
	RegistryDownloaderOptions struct {
		HTTPClient   *http.Client
		ArchivesPath string
	}
	// Builder would build plugins.
	Builder struct{}
)

// NewRegistryDownloader says that there are no plugins.
func NewRegistryDownloader(RegistryDownloaderOptions) (*RegistryDownloader, error) {
	return nil, errLeftOut
}

// NewManager says that there are no plugins.
func NewManager(*RegistryDownloader, ManagerOptions) (*Manager, error) { return nil, errLeftOut }

// SetupRemotePlugins says that there are no plugins.
func SetupRemotePlugins(*Manager, map[string]Descriptor) error { return errLeftOut }

// SetupLocalPlugins says that there are no plugins.
func SetupLocalPlugins(map[string]LocalDescriptor) error { return errLeftOut }

// NewBuilder returns the builder that every start asks for.
func NewBuilder(*Manager, map[string]Descriptor, map[string]LocalDescriptor) (*Builder, error) {
	return &Builder{}, nil
}

// Build says that there are no plugins.
func (Builder) Build(string, map[string]any, string) (Constructor, error) { return nil, errLeftOut }

// BuildProvider says that there are no plugins.
func (Builder) BuildProvider(string, map[string]any) (provider.Provider, error) {
	return nil, errLeftOut
}
