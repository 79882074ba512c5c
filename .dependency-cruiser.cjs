/** The arrows of lib/README.md, as rules. Each comment says what breaks without it. */
const TEST = "\\.test\\.tsx?$";
const SUPPORT = "^lib/test/";
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: { pathNot: "^lib/db/generated/" }, to: { circular: true } },
    {
      name: "domain-is-pure",
      severity: "error",
      comment: "The maths must run with no framework, database, clock library or network.",
      from: { path: "^lib/domain/", pathNot: TEST },
      to: { pathNot: "^lib/domain/" },
    },
    {
      name: "lib-never-imports-the-edges",
      severity: "error",
      from: { path: "^lib/", pathNot: [TEST, SUPPORT] },
      to: { path: "^(app|e2e|demo|bench|scripts)/" },
    },
    {
      name: "next-stays-at-the-edge",
      severity: "error",
      comment: "Jobs, ledger and queries must run from a plain Node process.",
      from: { path: "^lib/", pathNot: "^lib/access/" },
      to: { path: "node_modules/(next|next-auth|react|react-dom)(/|$)" },
    },
    {
      name: "database-behind-three-doors",
      severity: "error",
      comment: "SQL stands in ledger (writes), queries (reads), facts (what both read) and access (who asks), nowhere else.",
      from: { path: "^(app|lib)/", pathNot: ["^lib/(db|facts|ledger|queries|access|test)/", "^lib/jobs/boss\\.ts$", TEST] },
      to: { path: "^lib/db/|node_modules/(@prisma|pg)(/|$)" },
    },
    {
      name: "openrouter-in-one-place",
      severity: "error",
      comment: "What OpenRouter's wire looks like is known to lib/openrouter; jobs and intake carry it to the ledger.",
      from: { path: "^(app|lib)/", pathNot: ["^lib/(openrouter|jobs|intake|test)/", TEST] },
      to: { path: "^lib/openrouter/|node_modules/@openrouter/" },
    },
    {
      name: "reads-and-writes-apart",
      severity: "error",
      comment: "A query never writes; a write never depends on a page's read model.",
      from: { path: "^lib/(queries|ledger)/", pathNot: TEST },
      to: { path: "^lib/(queries|ledger)/", pathNot: "^lib/$1/" },
    },
    {
      name: "facts-know-neither-side",
      severity: "error",
      comment: "What a rebuild and its preview both read must be read by the same code, whoever asks.",
      from: { path: "^lib/facts/", pathNot: TEST },
      to: { path: "^lib/", pathNot: "^lib/(facts|db|domain)/" },
    },
    {
      name: "writers-are-jobs-intake-and-actions",
      severity: "error",
      from: {
        path: "^(app|lib)/",
        pathNot: ["^lib/(ledger|jobs|intake|access|test)/", "^app/.*/actions\\.ts$", "^app/api/", TEST],
      },
      to: { path: "^lib/(ledger|intake)/" },
    },
    {
      name: "jobs-run-in-the-worker",
      severity: "error",
      comment: "A page asks for work by a row; only the worker does it.",
      from: { path: "^(app|lib)/", pathNot: ["^lib/(jobs|test)/", TEST] },
      to: { path: "^lib/jobs/" },
    },
    {
      name: "messages-and-files-from-maths-alone",
      severity: "error",
      comment:
        "What is sent or exported is handed in: a message or a file that asks for itself cannot be checked against its page.",
      from: { path: "^lib/(notify|exports)/", pathNot: TEST },
      to: { path: "^lib/", pathNot: "^lib/(domain|$1)/" },
    },
    {
      name: "messages-leave-from-the-worker",
      severity: "error",
      comment: "A page asks for a message by a row, so that none is lost or sent twice when a process dies.",
      from: { path: "^(app|lib)/", pathNot: ["^lib/(notify|jobs|test)/", TEST] },
      to: { path: "^lib/notify/" },
    },
    {
      name: "no-session-in-the-background",
      severity: "error",
      comment: "Jobs have no signed-in person.",
      from: { path: "^lib/(jobs|ledger|queries|openrouter|intake|vault|db|notify|exports)/", pathNot: TEST },
      to: { path: "^lib/access/" },
    },
    {
      name: "scopes-are-minted-at-the-gates",
      severity: "error",
      comment: "A scope that anybody can make proves nothing.",
      from: { path: "^(app|lib|scripts|bench)/", pathNot: ["^lib/(access|jobs|test)/", "^scripts/", "^bench/", TEST] },
      to: { path: "^lib/domain/mint-scope\\.ts$" },
    },
    {
      name: "consents-are-minted-in-one-place",
      severity: "error",
      comment: "A consent that anybody can make is none: nothing may be changed at OpenRouter without a stored one.",
      from: { path: "^(app|lib|scripts|bench)/", pathNot: ["^lib/ledger/broadcast/consents\\.ts$", TEST] },
      to: { path: "^lib/domain/broadcast/mint-consent\\.ts$" },
    },
    {
      name: "components-take-props",
      severity: "error",
      comment: "A component that fetches cannot be shown with made-up data.",
      from: { path: "^app/.*_components/" },
      to: { path: "^lib/", pathNot: "^lib/domain/" },
    },
    {
      name: "components-never-import-routes",
      severity: "error",
      from: { path: "^app/.*_components/" },
      to: { path: "^app/", pathNot: "/_components/|actions\\.ts$" },
    },
    {
      name: "charts-behind-our-own-components",
      severity: "error",
      comment: "Pages never name the chart library: it can be replaced in one folder.",
      from: { path: "^app/", pathNot: "^app/_components/" },
      to: { path: "node_modules/@tremor/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", "lib/db/generated"] },
  },
};
