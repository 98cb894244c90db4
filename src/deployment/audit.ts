/**
 * The outcome of a fleet audit: the expected build, and the servers (numbered from 1) that run
 * another.
 */
interface AuditFinding {
  readonly expectedBuild: number;
  readonly strays: number[];
}

/**
 * Compares the build of every server with the expected build. It asks the servers, not the
 * deployment's report: the SEC found that no second technician reviewed the deployment and no
 * written procedure required it (¶15).
 */
export function auditFleet(builds: readonly number[], expectedBuild: number): AuditFinding {
  const strays: number[] = [];
  builds.forEach((build, server) => {
    if (build !== expectedBuild) strays.push(server + 1);
  });
  return { expectedBuild, strays };
}
