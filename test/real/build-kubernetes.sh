#!/usr/bin/env bash
# Builds etcd, kube-apiserver and kubectl from kubernetes/go.mod into a cache outside the checkout and prints that folder.
# The folder is named by the hash of go.sum, so another set of versions is another folder; parts.ts looks in the same place.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
module="$here/kubernetes"

if [[ -n "${KUBEBUILDER_ASSETS:-}" && -x "$KUBEBUILDER_ASSETS/etcd" && -x "$KUBEBUILDER_ASSETS/kube-apiserver" && -x "$KUBEBUILDER_ASSETS/kubectl" ]]; then
  echo "$KUBEBUILDER_ASSETS"
  exit 0
fi

hash="$(sha256sum "$module/go.sum" | cut -c1-16)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/ipv6-readiness"
target="$cache/$hash"
if [[ -x "$target/etcd" && -x "$target/kube-apiserver" && -x "$target/kubectl" ]]; then
  echo "$target"
  exit 0
fi

command -v go >/dev/null || { echo "build-kubernetes: go is needed to build etcd, kube-apiserver and kubectl" >&2; exit 1; }

# Without these a server calls itself v0.0.0, and clients that look at /version misbehave.
version="$(awk '$1 == "require" && $2 == "k8s.io/kubernetes" { print $3 }' "$module/go.mod")"
minor="$(cut -d. -f2 <<<"$version")"
stamp="k8s.io/component-base/version"
flags="-s -w -X $stamp.gitVersion=$version -X $stamp.gitMajor=1 -X $stamp.gitMinor=$minor -X $stamp.gitTreeState=clean"

mkdir -p "$cache"
# Built under another name and renamed at the end, so that a broken or interrupted build is never used.
building="$(mktemp -d "$cache/$hash.building.XXXXXX")"
trap 'rm -rf "$building"' EXIT

build() {
  echo "build-kubernetes: $1 ($2)" >&2
  (cd "$module" && CGO_ENABLED=0 go build -trimpath -ldflags "$flags" -o "$building/$1" "$2") >&2
}
build etcd go.etcd.io/etcd/server/v3
build kubectl k8s.io/kubernetes/cmd/kubectl
build kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver

chmod 755 "$building"
rm -rf "$target"
mv -T "$building" "$target"
echo "$target"
