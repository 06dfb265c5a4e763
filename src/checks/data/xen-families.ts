/**
 * Families of instance types that run on Xen, and so never get an IPv6 prefix. Complete: AWS has made none since 2017.
 * From https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html, read on 2026-11-22.
 */
export const xenFamilies: ReadonlySet<string> = new Set(
  'c1 c3 c4 cc2 cr1 d2 f1 g2 g3 g3s h1 hs1 i2 i3 m1 m2 m3 m4 p2 p3 r3 r4 t1 t2 x1 x1e'.split(' '),
);

/** Every family of this generation or a later one is on Nitro. */
export const firstNitroGeneration = 5;
