//! Each table by itself: columns, kinds of cell, order, uniqueness, source.

use crate::support;
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;

/// A table as its test sees it.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static str,
    /// The columns that together name a row.
    pub(crate) key: &'static [&'static str],
    /// Columns with a closed set of values.
    pub(crate) closed: &'static [(&'static str, &'static [&'static str])],
    /// Columns that may be empty.
    pub(crate) optional: &'static [&'static str],
}

const TRUTH: &[&str] = &["yes", "no", "unknown"];
const YES_NO: &[&str] = &["yes", "no"];
const HOLDS: &[&str] = &[
    "account",
    "arn",
    "caller-account",
    "caller-arn",
    "caller-id",
    "caller-name",
    "caller-org",
    "caller-org-path",
    "caller-type",
    "encryption-context",
    "external-id",
    "org",
    "org-path",
    "owner-account",
    "owner-org",
    "owner-org-path",
    "region",
    "service-name",
    "source-arn",
];
const LANGUAGE: &[&str] = &["terraform", "cloudformation"];

pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "actions",
        columns: "service name types actions keys key_sets rcp certainty source",
        key: &["service"],
        closed: &[("rcp", YES_NO)],
        optional: &["types", "keys", "key_sets"],
    },
    Table {
        name: "acts_for",
        columns: "kind services attribute tells certainty source",
        key: &["kind"],
        closed: &[("tells", &["management", "organisation", "source"])],
        optional: &["attribute"],
    },
    Table {
        name: "arns",
        columns: "type attribute shape only_if certainty source",
        key: &["type", "attribute", "only_if"],
        closed: &[],
        optional: &["only_if"],
    },
    Table {
        name: "attributes",
        columns: "concept language type path default since on unset certainty source",
        key: &["concept", "language", "type", "path"],
        closed: &[("language", LANGUAGE)],
        optional: &["path", "default", "since", "on", "unset"],
    },
    Table {
        name: "aws_accounts",
        columns: "account service region path_guard delivers_as note certainty source",
        key: &["account", "service", "region"],
        closed: &[("path_guard", YES_NO)],
        optional: &["region", "delivers_as"],
    },
    Table {
        name: "callers",
        columns: "caller key value certainty source",
        key: &["caller", "key"],
        closed: &[("caller", &["federated-user", "role-session", "root", "user"])],
        optional: &[],
    },
    Table { name: "condition_key_names", columns: "prefix keys certainty source", key: &["prefix"], closed: &[], optional: &[] },
    Table {
        name: "condition_keys",
        columns: "key type multivalued service iam root anonymous holds network session availability pins_service pins_account pins_public sensitive note certainty source",
        key: &["key"],
        closed: &[
            ("type", &["string", "arn", "bool", "numeric", "date", "ip", "binary"]),
            ("multivalued", YES_NO),
            ("holds", HOLDS),
            ("network", YES_NO),
            ("session", YES_NO),
            ("pins_service", YES_NO),
            ("pins_account", YES_NO),
            ("pins_public", YES_NO),
            ("sensitive", YES_NO),
        ],
        optional: &["holds", "note"],
    },
    Table {
        name: "controls",
        columns: "rule standard version control title certainty source",
        key: &["rule", "standard", "version", "control"],
        closed: &[("standard", &["AWS Security Hub", "CIS AWS Foundations Benchmark", "MITRE ATT&CK"])],
        optional: &["version"],
    },
    Table {
        name: "data_sources",
        columns: "type attribute by shape certainty source",
        key: &["type", "attribute"],
        closed: &[],
        optional: &[],
    },
    Table {
        name: "defaults",
        columns: "concept scope only_if value since note certainty source",
        key: &["concept", "scope", "only_if"],
        closed: &[("scope", &["service", "terraform", "cloudformation"])],
        optional: &["only_if", "value", "since", "note"],
    },
    Table {
        name: "delivery_paths",
        columns: "principal path guard note certainty source",
        key: &["principal"],
        closed: &[("guard", &["guard", "unproven", "none"])],
        optional: &["path", "note"],
    },
    Table { name: "endpoints", columns: "types endpoints certainty source", key: &["types"], closed: &[], optional: &[] },
    Table {
        name: "escalations",
        columns: "id actions target aim on provided service note certainty source",
        key: &["id"],
        closed: &[
            (
                "target",
                &[
                    "assumable-role",
                    "cluster",
                    "data",
                    "existing-resource-role",
                    "federated-role",
                    "function",
                    "group",
                    "passed-role",
                    "policy",
                    "role",
                    "user",
                ],
            ),
            (
                "aim",
                &[
                    "",
                    "administrator",
                    "any",
                    "app-runner-service",
                    "assumed",
                    "boundary",
                    "build-project",
                    "dev-endpoint",
                    "function",
                    "instance",
                    "launch-template",
                    "new",
                    "notebook",
                    "own",
                    "stack",
                    "state-machine",
                    "task",
                ],
            ),
        ],
        optional: &["aim", "on", "provided", "service", "note"],
    },
    Table {
        name: "federated",
        columns: "provider partition reach claims heads condition note certainty source",
        key: &["provider", "partition"],
        closed: &[("partition", &["aws", "aws-cn", "aws-us-gov"]), ("reach", &["strangers", "everybody-inside"])],
        optional: &["partition", "heads", "condition"],
    },
    Table {
        name: "global_services",
        columns: "service partition region certainty source",
        key: &["service", "partition"],
        closed: &[("partition", &["aws", "aws-cn", "aws-us-gov"])],
        optional: &[],
    },
    Table {
        name: "guards",
        columns: "principal on actions operator key value note other_actions other_types other_use certainty source",
        key: &["principal", "on", "key"],
        closed: &[],
        optional: &["actions", "note", "other_actions", "other_types", "other_use"],
    },
    Table {
        name: "images",
        columns: "by pattern owners imds_support certainty source",
        key: &["by", "pattern"],
        closed: &[("by", &["name", "parameter"])],
        optional: &["owners"],
    },
    Table {
        name: "joins",
        columns: "subject language type part via target certainty source",
        key: &["subject", "language", "type", "part", "via", "target"],
        closed: &[("language", LANGUAGE)],
        optional: &["via", "target"],
    },
    Table {
        name: "managed_policies",
        columns: "name path grants document certainty source",
        key: &["name"],
        closed: &[],
        optional: &["grants", "document"],
    },
    Table {
        name: "managed_policy_denies",
        columns: "denies paths certainty source",
        key: &["denies"],
        closed: &[("denies", YES_NO)],
        optional: &[],
    },
    Table {
        name: "parts",
        columns: "part leads_to through precedence holds_in note certainty source",
        key: &["part"],
        closed: &[("precedence", &["1", "2", "3", "also"]), ("holds_in", &["account", "region"])],
        optional: &["leads_to", "through", "precedence", "holds_in"],
    },
    Table {
        name: "passrole",
        columns: "action service passed_to power with note certainty source",
        key: &["action"],
        closed: &[("power", &["attached", "direct", "handed", "indirect", "none", "unknown"])],
        optional: &["passed_to", "with", "note"],
    },
    Table {
        name: "policy_sites",
        columns: "language type path kind protects owner format fields only_if certainty source",
        key: &["language", "type", "path", "kind", "only_if"],
        closed: &[
            ("language", LANGUAGE),
            ("kind", &["resource", "trust", "identity", "permission", "session", "scp", "rcp", "vpce"]),
            ("format", &["json", "object", "statement", "fields", "api-definition"]),
        ],
        optional: &["path", "owner", "fields", "only_if"],
    },
    Table {
        name: "ports",
        columns: "what ports groups certainty source",
        key: &["what"],
        closed: &[("groups", YES_NO)],
        optional: &["ports"],
    },
    Table {
        name: "protected",
        columns: "kind noun service types also named unsigned telling callers across behind reason certainty source",
        key: &["kind"],
        closed: &[("unsigned", TRUTH)],
        optional: &["types", "also", "named", "telling", "callers", "across", "behind"],
    },
    Table { name: "required_types", columns: "action types certainty source", key: &["action"], closed: &[], optional: &[] },
    Table {
        name: "sam_connected",
        columns: "resource_type role arn id name url qualifier certainty source",
        key: &["resource_type"],
        closed: &[],
        optional: &["role", "id", "name", "url", "qualifier"],
    },
    Table {
        name: "sam_connectors",
        columns: "source_type destination_type resource attached_to categories together certainty source",
        key: &["source_type", "destination_type"],
        closed: &[("attached_to", &["source", "destination"])],
        optional: &["together"],
    },
    Table {
        name: "sam_events",
        columns: "event target form resource principal source_arn source_account token stream managed_policy certainty source",
        key: &["event", "target"],
        closed: &[
            ("target", &["function", "state-machine"]),
            ("form", &["api", "bucket", "http-api", "pull", "push", "rule", "schedule", "topic", "user-pool"]),
        ],
        optional: &["resource", "principal", "source_arn", "source_account", "token", "stream", "managed_policy"],
    },
    Table {
        name: "sam_properties",
        columns: "of property kinds required functions globals certainty source",
        key: &["of", "property"],
        closed: &[("required", &["yes", "no"]), ("functions", &["yes", "no"]), ("globals", &["yes", "no"])],
        optional: &[],
    },
    Table {
        name: "sam_policy_templates",
        columns: "name parameters statements certainty source",
        key: &["name"],
        closed: &[],
        optional: &["parameters"],
    },
    Table {
        name: "secret_formats",
        columns: "format kind noun pattern certainty source",
        key: &["format"],
        closed: &[("kind", &["key-id", "masked", "private-key", "token"])],
        optional: &[],
    },
    Table {
        name: "secret_sites",
        columns: "language type path form certainty source",
        key: &["language", "type", "path"],
        closed: &[
            ("language", LANGUAGE),
            ("form", &["document", "input", "module", "parameter", "script", "secret", "stored", "variables"]),
        ],
        optional: &["path"],
    },
    Table {
        name: "source_services",
        columns: "principal services note certainty source",
        key: &["principal"],
        closed: &[],
        optional: &["note"],
    },
    Table {
        name: "service_calls",
        columns: "principal on actions certainty source",
        key: &["principal", "on"],
        closed: &[],
        optional: &[],
    },
    Table {
        name: "service_exceptions",
        columns: "principal on rule supported note certainty source below",
        key: &["principal", "on", "rule"],
        closed: &[
            ("supported", TRUTH),
            (
                "rule",
                &[
                    "arn-form",
                    "arn-without-account",
                    "do-not-report",
                    "equivalent-guard",
                    "grants-only",
                    "no-source-keys",
                    "not-a-guard",
                    "open-by-design",
                    "opt-in-region",
                    "other-guard",
                    "passrole-same-account",
                    "path-is-not-a-guard",
                    "regional-name",
                    "same-account-only",
                    "source-keys",
                    "version",
                    "weak-documented-form",
                ],
            ),
        ],
        optional: &["note", "below"],
    },
    Table {
        name: "service_principals",
        columns: "principal name source_arn source_account source_org source_arn_format targets role_trust service_linked note certainty source",
        key: &["principal"],
        closed: &[
            ("source_arn", TRUTH),
            ("source_account", TRUTH),
            ("source_org", TRUTH),
            ("role_trust", TRUTH),
            ("service_linked", YES_NO),
        ],
        optional: &["source_arn_format", "targets", "note"],
    },
    Table {
        name: "vendors",
        columns: "account name external_id certainty source",
        key: &["account"],
        closed: &[],
        optional: &["external_id"],
    },
    Table {
        name: "workloads",
        columns: "language type kind service arn only_if certainty source",
        key: &["language", "type", "kind"],
        closed: &[("language", LANGUAGE)],
        optional: &["service", "only_if"],
    },
];

/// A table as its file has it.
pub(crate) struct Content {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Content {
    pub(crate) fn read(name: &str) -> Content {
        let path = support::folder(&format!("rules/facts/{name}.tsv"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
        Content { columns: lines.next().unwrap_or_default(), rows: lines.collect() }
    }

    pub(crate) fn column(&self, name: &str) -> usize {
        self.columns.iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    /// The cells of a column.
    pub(crate) fn cells(&self, name: &str) -> Vec<&str> {
        let column = self.column(name);
        self.rows.iter().map(|row| row[column].as_str()).collect()
    }
}

fn check(table: &Table) -> Result<(), Failed> {
    let content = Content::read(table.name);
    let columns: Vec<&str> = table.columns.split(' ').collect();
    if content.columns != columns {
        return Err(format!("columns are {:?}, expected {columns:?}", content.columns).into());
    }
    let mut wrong = vec![];
    let key: Vec<usize> = table.key.iter().map(|name| content.column(name)).collect();
    let mut seen = BTreeSet::new();
    let mut previous: Option<Vec<&str>> = None;
    for (number, row) in content.rows.iter().enumerate().map(|(index, row)| (index + 2, row)) {
        if row.len() != columns.len() {
            wrong.push(format!("line {number}: {} cells, expected {}", row.len(), columns.len()));
            continue;
        }
        let name: Vec<&str> = key.iter().map(|column| row[*column].as_str()).collect();
        if previous.as_ref().is_some_and(|previous| *previous > name) {
            wrong.push(format!("line {number}: not sorted: {name:?}"));
        }
        if !seen.insert(name.clone()) {
            wrong.push(format!("line {number}: stands twice: {name:?}"));
        }
        previous = Some(name);
        for (column, cell) in columns.iter().zip(row) {
            wrong.extend(check_cell(table, column, cell).map(|error| format!("line {number}: {error}")));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn check_cell(table: &Table, column: &str, cell: &str) -> Option<String> {
    if cell.is_empty() {
        return (!table.optional.contains(&column)).then(|| format!("`{column}` is empty"));
    }
    if cell.trim() != cell {
        return Some(format!("`{column}` has space around it: `{cell}`"));
    }
    let certainty: (&str, &[&str]) = ("certainty", &["documented", "observed", "unknown"]);
    let closed = table.closed.iter().chain([&certainty]).find(|(name, _)| *name == column);
    closed.filter(|(_, values)| !values.contains(&cell)).map(|_| format!("`{column}` is `{cell}`"))
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> =
        TABLES.iter().map(|table| Trial::test(format!("facts/{}/shape", table.name), move || check(table))).collect();
    trials.push(Trial::test("facts/every table has a test", || {
        for path in support::entries(&support::folder("rules/facts")).into_iter().filter(|path| path.is_file()) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if !TABLES.iter().any(|table| table.name == name) {
                return Err(format!("{name}.tsv has no row in TABLES").into());
            }
        }
        Ok(())
    }));
    trials
}
