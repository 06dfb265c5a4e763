#!/usr/bin/env bash
# Builds etcd, kube-apiserver, kubectl, kube-controller-manager and kube-scheduler from kubernetes/go.mod, and kwok from
# kwok/go.mod, into a cache outside the checkout. Folders are named by the hash of go.sum, so another set of versions is
# another folder; parts.ts looks in the same places.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/ipv6-readiness"
kubernetes=(etcd kubectl kube-apiserver kube-controller-manager kube-scheduler)
building=""
trap '[[ -z "$building" ]] || rm -rf "$building"' EXIT

hashOf() {
  sha256sum "$1" | cut -c1-16
}

# hasAll FOLDER NAME…
hasAll() {
  local folder="$1" name
  shift
  for name in "$@"; do [[ -x "$folder/$name" ]] || return 1; done
}

# Builds happen under another name, renamed at the end, so that a broken or interrupted one is never used.
begin() {
  command -v go >/dev/null || { echo "build-kubernetes: go is needed to build the real parts" >&2; exit 1; }
  mkdir -p "$cache"
  building="$(mktemp -d "$1.building.XXXXXX")"
}

# build MODULE NAME PACKAGE LINKER_FLAGS
build() {
  echo "build-kubernetes: $2 ($3)" >&2
  (cd "$here/$1" && CGO_ENABLED=0 go build -trimpath -ldflags "$4" -o "$building/$2" "$3") >&2
}

finish() {
  chmod 755 "$building"
  rm -rf "$1"
  mv -T "$building" "$1"
  building=""
}

buildKubernetes() {
  local target="$1" version minor stamp flags name
  # Without these a server calls itself v0.0.0, and clients that look at /version misbehave.
  version="$(awk '$1 == "require" && $2 == "k8s.io/kubernetes" { print $3 }' "$here/kubernetes/go.mod")"
  minor="$(cut -d. -f2 <<<"$version")"
  stamp="k8s.io/component-base/version"
  flags="-s -w -X $stamp.gitVersion=$version -X $stamp.gitMajor=1 -X $stamp.gitMinor=$minor -X $stamp.gitTreeState=clean"
  begin "$target"
  build kubernetes etcd go.etcd.io/etcd/server/v3 "$flags"
  for name in "${kubernetes[@]:1}"; do build kubernetes "$name" "k8s.io/kubernetes/cmd/$name" "$flags"; done
  finish "$target"
}

buildKwok() {
  begin "$1"
  build kwok kwok sigs.k8s.io/kwok/cmd/kwok '-s -w'
  finish "$1"
}

target="$cache/$(hashOf "$here/kubernetes/go.sum")"
if [[ -n "${KUBEBUILDER_ASSETS:-}" ]] && hasAll "$KUBEBUILDER_ASSETS" "${kubernetes[@]}"; then target="$KUBEBUILDER_ASSETS"; fi
hasAll "$target" "${kubernetes[@]}" || buildKubernetes "$target"

kwokTarget="$cache/kwok-$(hashOf "$here/kwok/go.sum")"
hasAll "$kwokTarget" kwok || buildKwok "$kwokTarget"
echo "$target"
echo "$kwokTarget"
