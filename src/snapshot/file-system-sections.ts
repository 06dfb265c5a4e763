/** `elasticfilesystem:DescribeMountTargets` and `DescribeMountTargetSecurityGroups`: an address of a file system in a subnet. */
export interface MountTarget {
  readonly id: string;
  /** It has an IPv6 address, at which clients with IPv6 may mount. */
  readonly ipv6: boolean;
  /** Ids; asked only of those with an IPv6 address. */
  readonly securityGroups: readonly string[];
}

/** The mount targets of a file system that a PersistentVolume names. */
export interface FileSystemTargets {
  readonly fileSystemId: string;
  readonly targets: readonly MountTarget[];
}
