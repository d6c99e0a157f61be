// Command pulumi-resource-kubernetes is the Kubernetes provider plugin of the Pulumi engine.
// Its schema and its mapping are read from beside the executable, where the installer copies them from the module.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	schema, mapping, err := descriptions()
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot start the Kubernetes provider:", err)
		os.Exit(1)
	}
	// The installer stamps the version, which it takes from the npm package that the programs use.
	provider.Serve("kubernetes", version.Version, schema, mapping)
}

func descriptions() (schema, mapping []byte, err error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("find the plugin's folder: %w", err)
	}
	folder := filepath.Dir(executable)
	if schema, err = os.ReadFile(filepath.Join(folder, "schema.json")); err != nil {
		return nil, nil, fmt.Errorf("read the schema: %w", err)
	}
	if mapping, err = os.ReadFile(filepath.Join(folder, "terraform-mapping.json")); err != nil {
		return nil, nil, fmt.Errorf("read the mapping: %w", err)
	}
	return schema, mapping, nil
}
