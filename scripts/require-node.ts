const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Node ${process.versions.node} runs this; Node 24 or later is needed. On Linux x64 and arm64, "npm ci" brings it; run through npm scripts.`,
  );
  process.exit(1);
}
