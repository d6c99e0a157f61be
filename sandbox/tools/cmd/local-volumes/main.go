// Command local-volumes serves PersistentVolumeClaims from folders of the one machine that the sandbox runs on.
// Every folder is world-writable, because fsGroup does not apply to hostPath volumes and pods do not run as root.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v10/controller"
)

// name is what a StorageClass puts into its field provisioner.
const name = "berth.dev/local-volumes"

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file that says how to reach the API server")
	folder := flag.String("folder", "", "folder under which each volume gets one of its own")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *kubeconfig, *folder); err != nil {
		slog.Error("local-volumes stopped", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, kubeconfig, folder string) error {
	if kubeconfig == "" || !filepath.IsAbs(folder) {
		return fmt.Errorf("start: needs -kubeconfig FILE and -folder with an absolute path")
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return fmt.Errorf("read kubeconfig %q: %w", kubeconfig, err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("make a client: %w", err)
	}
	controller.NewProvisionController(klog.FromContext(ctx), client, name, &folders{root: folder}, controller.LeaderElection(false)).Run(ctx)
	return nil
}

// folders gives each volume the folder <root>/<volume name>.
type folders struct{ root string }

func (f *folders) Provision(_ context.Context, o controller.ProvisionOptions) (*core.PersistentVolume, controller.ProvisioningState, error) {
	path := filepath.Join(f.root, o.PVName)
	if err := os.MkdirAll(path, 0o777); err != nil {
		return nil, controller.ProvisioningNoChange, fmt.Errorf("make volume folder: %w", err)
	}
	// MkdirAll is subject to the umask; pods of any user have to write here.
	if err := os.Chmod(path, 0o777); err != nil {
		return nil, controller.ProvisioningNoChange, fmt.Errorf("open volume folder: %w", err)
	}
	kind := core.HostPathDirectory
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{Name: o.PVName},
		Spec: core.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: *o.StorageClass.ReclaimPolicy,
			AccessModes:                   o.PVC.Spec.AccessModes,
			Capacity:                      core.ResourceList{core.ResourceStorage: o.PVC.Spec.Resources.Requests[core.ResourceStorage]},
			PersistentVolumeSource:        core.PersistentVolumeSource{HostPath: &core.HostPathVolumeSource{Path: path, Type: &kind}},
		},
	}, controller.ProvisioningFinished, nil
}

func (f *folders) Delete(_ context.Context, volume *core.PersistentVolume) error {
	// The path is computed, never taken from the object, so that an edited volume cannot name another folder.
	if err := os.RemoveAll(filepath.Join(f.root, filepath.Base(volume.Name))); err != nil {
		return fmt.Errorf("remove volume folder: %w", err)
	}
	return nil
}
