import { type Block, readBlock } from './block.ts';

/** What network interfaces and reservations take of a subnet comes in blocks of these lengths: prefixes of the VPC CNI. */
const ipv4BlockLength = 28;
const ipv6BlockLength = 80;

/** First and last number of a run of aligned blocks; the number is the address without its last bits. */
export interface NumberRun {
  readonly first: number;
  readonly last: number;
}

/** The /28 blocks a CIDR block (or one address) lies in or covers; undefined for text that is no IPv4 block. */
export function ipv4Blocks(text: string): NumberRun | undefined {
  const run = blocksOf(text, 32, ipv4BlockLength);
  return run && { first: Number(run.first), last: Number(run.last) };
}

/** The same of /80 blocks; they are too many for plain numbers. */
export function ipv6Blocks(text: string): { readonly first: bigint; readonly last: bigint } | undefined {
  return blocksOf(text, 128, ipv6BlockLength);
}

function blocksOf(
  text: string,
  bits: Block['bits'],
  blockLength: number,
): { readonly first: bigint; readonly last: bigint } | undefined {
  const block = readBlock(text.includes('/') ? text : `${text}/${bits}`);
  if (block?.bits !== bits) return undefined;
  const host = BigInt(bits - blockLength);
  const size = 1n << BigInt(bits - block.length);
  return { first: block.first >> host, last: (block.first + size - 1n) >> host };
}
