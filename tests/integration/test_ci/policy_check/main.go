// policy_check POLICY REGISTRIES_D REFERENCE: copies an image from a registry into a folder of its own under a policy
// of containers-policy.json(5), with the library that podman, buildah and skopeo are built on. Debian's own builds of
// them have its sigstore part switched off, so the tests ask the library itself.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/containers/image/v5/copy"
	"github.com/containers/image/v5/directory"
	"github.com/containers/image/v5/docker"
	"github.com/containers/image/v5/signature"
	"github.com/containers/image/v5/types"
)

func check(policyFile, registries, reference string) error {
	policy, err := signature.NewPolicyFromFile(policyFile)
	if err != nil {
		return err
	}
	judge, err := signature.NewPolicyContext(policy)
	if err != nil {
		return err
	}
	defer func() { _ = judge.Destroy() }()
	source, err := docker.ParseReference("//" + reference)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "policy-check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	target, err := directory.NewReference(folder)
	if err != nil {
		return err
	}
	outside := &types.SystemContext{
		RegistriesDirPath:           registries,
		DockerInsecureSkipTLSVerify: types.OptionalBoolTrue,
	}
	_, err = copy.Image(context.Background(), judge, target, source, &copy.Options{
		SourceCtx:          outside,
		DestinationCtx:     outside,
		ImageListSelection: copy.CopyAllImages,
	})
	return err
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: policy_check POLICY REGISTRIES_D REFERENCE")
		os.Exit(2)
	}
	if err := check(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
