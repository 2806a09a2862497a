//! Which configuration of a provider serves a resource or data source, through `providers` of module calls too, and what it says of itself.

use super::directory::Declared;
use super::variable_files;
use crate::facts::{account_of_arn, is_account, names_a_stranger};
use crate::mapped_text::Text;
use crate::resource::{Provider, Resource, Tags};
use crate::source::{Span, Workspace};
use crate::terraform::evaluate::Evaluator;
use crate::terraform::evaluate::repetition::RepeatedItem;
use crate::terraform::evaluate::scope::{Each, Instance, Scope};
use crate::terraform::syntax::parse;
use crate::terraform::syntax::template_parts::ParsedText;
use crate::terraform::syntax::tree::{Attribute, Block, ConfigurationFile, Expr, ExprKind, Key, Member, TemplatePart};
use crate::value::{Kind, Value};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// What of the configuration of a provider says as whom it acts: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs#argument-reference>
pub(in crate::terraform) const CREDENTIALS: &[&str] = &[
    "access_key",
    "assume_role",
    "assume_role_with_web_identity",
    "endpoints",
    "profile",
    "secret_key",
    "shared_config_files",
    "shared_credentials_file",
    "shared_credentials_files",
    "token",
];

/// The accounts that the provider blocks of a module name as those they deploy to: written out there, in a local, in the default of
/// a variable or in a variables file beside the module.
pub(super) fn written_accounts(workspace: &Workspace, path: &str, declared: &Declared) -> WrittenAccounts {
    let mut texts = WrittenTexts { workspace, path, declared, files: None, found: vec![], is_beside: false, beside: vec![] };
    let mut is_open = false;
    for block in declared.providers.iter().filter(|block| is_of_aws(block)) {
        let repeated = block.body.attribute("for_each").map(|each| &each.value);
        for told in repeated.into_iter().chain(tell_accounts(block)) {
            is_open |= !is_plain(told);
            texts.of(told, 0);
        }
    }
    let account = |text: &str| account_of_arn(text).or(Some(text).filter(|text| is_account(text))).map(SmolStr::new);
    let own: Vec<SmolStr> = texts.found.iter().filter_map(|text| account(text)).collect();
    let beside = texts.beside.iter().filter_map(|(text, name)| Some((account(text)?, name.clone())));
    WrittenAccounts { beside: beside.filter(|(account, _)| !own.contains(account)).collect(), own, is_open }
}

fn is_of_aws(block: &Block) -> bool {
    block.label(0).is_some_and(|kind| kind == "aws")
}

/// What tells the accounts of a provider block: a list of them, and the ARNs of roles.
fn tell_accounts(block: &Block) -> impl Iterator<Item = &Expr> {
    let roles = block.body.blocks("assume_role").chain(block.body.blocks("assume_role_with_web_identity"));
    let arns = roles.filter_map(|role| role.body.attribute("role_arn"));
    block.body.attribute("allowed_account_ids").into_iter().chain(arns).map(|told| &told.value)
}

/// Whether an expression refers to nothing.
fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Tuple(items) => items.iter().all(is_plain),
        ExprKind::Template(template) => template.parts.iter().all(|part| !matches!(part, TemplatePart::Interpolation(_))),
        ExprKind::Constant(_) | ExprKind::Number(_) => true,
        _ => false,
    }
}

/// The blocks that say as which role a provider acts.
const ROLES: [&str; 2] = ["assume_role", "assume_role_with_web_identity"];

/// The texts in a value, under whatever answers.
fn each_text(value: &Value, found: &mut dyn FnMut(&Text)) {
    match &value.kind {
        Kind::List(items) => items.iter().for_each(|item| each_text(item, found)),
        Kind::Alternatives(open) => open.branches.iter().for_each(|(_, branch)| each_text(branch, found)),
        _ => value.to_text().iter().for_each(found),
    }
}

/// The accounts that a module writes out.
#[derive(Clone, Debug, Default)]
pub(in crate::terraform) struct WrittenAccounts {
    /// Those that it deploys to.
    pub own: Vec<SmolStr>,
    /// Those that stand in one collection with these, and the name of the collection.
    pub beside: Vec<(SmolStr, SmolStr)>,
    /// Whether a provider takes its account from what has to be evaluated.
    pub is_open: bool,
}

/// The first configuration of the provider of AWS.
pub(super) fn first(declared: &Declared) -> Option<Span> {
    declared.providers.iter().find(|block| block.label(0).is_some_and(|kind| kind == "aws")).map(|block| block.span)
}

/// Looks for the texts that an expression names, before anything is evaluated.
struct WrittenTexts<'e> {
    workspace: &'e Workspace,
    path: &'e str,
    declared: &'e Declared,
    /// The variables files beside the module, read when they are needed.
    files: Option<Vec<ConfigurationFile>>,
    found: Vec<String>,
    /// Nobody asks what stands beside.
    is_beside: bool,
    /// The texts of other members of a collection of which one is named, with the name of the collection.
    beside: Vec<(String, SmolStr)>,
}

impl WrittenTexts<'_> {
    fn of(&mut self, expr: &Expr, depth: usize) {
        const DEEPEST: usize = 4;
        let text = self.workspace.slice(expr.span).trim().trim_matches('"');
        match &expr.kind {
            ExprKind::Tuple(items) => return items.iter().for_each(|item| self.of(item, depth)),
            ExprKind::Object(members) => return members.iter().for_each(|member| self.of(&member.value, depth)),
            ExprKind::Call(call) => return call.arguments.iter().for_each(|argument| self.of(argument, depth)),
            ExprKind::Conditional(parts) => return parts.iter().skip(1).for_each(|branch| self.of(branch, depth)),
            ExprKind::Template(template) => {
                let put_in = template.parts.iter().filter_map(|part| match part {
                    TemplatePart::Interpolation(expr) => Some(expr),
                    _ => None,
                });
                put_in.for_each(|expr| self.of(expr, depth));
                return self.found.push(text.to_owned());
            }
            _ => {}
        }
        let mut path = text.split(['.', '[']).map(|step| step.trim_end_matches(']').trim_matches('"'));
        match (path.next(), path.next()) {
            (Some("local"), Some(name)) if depth < DEEPEST => {
                let declared = self.declared;
                let named = format_smolstr!("local.{name}");
                declared.local(name).into_iter().for_each(|local| self.of_member(local, (&named, path.clone()), depth + 1));
            }
            (Some("var"), Some(name)) if depth < DEEPEST => self.of_variable(name, path, depth + 1),
            _ => self.found.push(text.to_owned()),
        }
    }

    /// What stands at a path below a name; where its step is none that is written, all that might stand there.
    fn of_member<'p>(&mut self, expr: &Expr, (name, mut path): (&SmolStr, impl Iterator<Item = &'p str> + Clone), depth: usize) {
        let ExprKind::Object(members) = &expr.kind else { return self.of(expr, depth) };
        let step = path.next();
        let is_named = |member: &&Member| match &member.key {
            Key::Name(name) => step == Some(name.as_str()),
            Key::Computed(_) => step == Some(self.workspace.slice(member.key_span).trim_matches(['"', '(', ')'])),
        };
        match members.iter().find(is_named) {
            Some(named) if self.is_beside => self.of(&named.value, depth),
            Some(named) => {
                let mut others = WrittenTexts { found: vec![], beside: vec![], files: self.files.take(), is_beside: true, ..*self };
                let is_strange = |member: &Member| names_a_stranger(self.workspace.slice(member.key_span));
                let is_other = |member: &&Member| !std::ptr::eq(*member, named) && !is_strange(member);
                members.iter().filter(is_other).for_each(|member| others.of(&member.value, depth));
                self.files = others.files.take();
                self.beside.extend(others.found.into_iter().map(|text| (text, name.clone())));
                self.of(&named.value, depth);
            }
            None => self.of(expr, depth),
        }
    }

    fn of_variable<'p>(&mut self, name: &str, path: impl Iterator<Item = &'p str> + Clone, depth: usize) {
        let declared = self.declared;
        let default = declared.variables.get(name).and_then(|block| block.body.attribute("default"));
        let named = &format_smolstr!("var.{name}");
        default.into_iter().for_each(|default| self.of_member(&default.value, (named, path.clone()), depth));
        let files = self.files.take().unwrap_or_else(|| variable_files::beside_module(self.workspace, self.path));
        let given = files.iter().flat_map(|file| &file.body.attributes).filter(|attribute| attribute.name == name);
        given.for_each(|attribute| self.of_member(&attribute.value, (named, path.clone()), depth));
        self.files = Some(files);
    }
}

impl<'a> Evaluator<'a> {
    /// The provider of a resource or data source: the one that it names, else the default one of its type.
    pub(in crate::terraform) fn provider(&self, scope: &Scope<'_, 'a>, block: &Block) -> Arc<Provider> {
        let of_type = || SmolStr::new(block.label(0).map_or("", |kind| kind.split('_').next().unwrap_or_default()));
        let named = block.body.attribute("provider").map(|named| self.instance_named(&named.value, scope));
        self.provider_named(scope.instance, &named.unwrap_or_else(of_type))
    }

    /// All AWS providers of a root: those that it configures and those that serve its resources.
    pub(in crate::terraform) fn all_providers(&self, root: &Rc<Instance<'a>>, resources: &[Resource]) -> Vec<Arc<Provider>> {
        let configured = root.directory.providers.iter().flat_map(|block| self.instances_of(root, block));
        let configured = configured.map(|name| self.provider_named(root, &name));
        let mut all: Vec<Arc<Provider>> = configured.chain(resources.iter().map(|resource| resource.provider.clone())).collect();
        all.retain(|provider| provider.name.split('.').any(|part| part == "aws"));
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all.dedup_by(|a, b| a.name == b.name);
        all
    }

    /// The accounts that the providers of a root name, under whatever inputs it is given.
    pub(super) fn accounts_under_any_input(&self, root: &Rc<Instance<'a>>) -> Vec<SmolStr> {
        let mut accounts = vec![];
        let mut found = |text: &Text| {
            let account = if text.literal().starts_with("arn:") { text.split(":").into_iter().nth(4) } else { Some(text.clone()) };
            accounts.extend(account.and_then(|account| account.known().filter(|id| is_account(id)).map(SmolStr::new)));
        };
        for block in root.directory.providers.iter().filter(|block| is_of_aws(block)) {
            for item in self.each_of(root, block, "aws") {
                let scope = Scope::new(root, &item.each);
                tell_accounts(block).for_each(|told| each_text(&self.eval(told, &scope), &mut found));
            }
        }
        accounts
    }

    /// The provider that a module knows by this name: `aws`, `aws.replica`, `aws.by_region["eu-west-1"]`.
    fn provider_named(&self, instance: &Rc<Instance<'a>>, name: &str) -> Arc<Provider> {
        let key = (instance.id, SmolStr::new(name));
        let alias = without_key(name).split_once('.').map(|(_, alias)| SmolStr::new(alias));
        let unknown = || {
            // A default one that nobody configures takes what the environment has.
            let credentials = (alias.is_none() && instance.caller.is_none()).then(String::new);
            Arc::new(Provider { name: instance.qualify(name), alias: alias.clone(), credentials, ..Provider::default() })
        };
        if let Some(known) = self.providers.borrow().get(&key) {
            // One that needs itself says nothing.
            return known.clone().unwrap_or_else(unknown);
        }
        self.providers.borrow_mut().insert(key.clone(), None);
        let provider = self.beside_defaults(|| self.with_quiet(false, || self.look_up(instance, name))).unwrap_or_else(unknown);
        self.providers.borrow_mut().insert(key, Some(provider.clone()));
        provider
    }

    /// What the caller hands over, else what the module itself configures; only a default provider is inherited.
    /// <https://developer.hashicorp.com/terraform/language/modules/develop/providers>
    fn look_up(&self, instance: &Rc<Instance<'a>>, name: &str) -> Option<Arc<Provider>> {
        let caller = instance.caller.as_ref();
        if let Some((caller, call)) = caller
            && let Some(passed) = self.passed(call, name, &Scope::new(caller, &instance.each))
        {
            return Some(self.provider_named(caller, &passed));
        }
        let is_named =
            |block: &&Arc<Block>| self.configured_as(instance, block).is_some_and(|(configured, _)| configured == without_key(name));
        let blocks: Vec<&Arc<Block>> =
            instance.directory.providers.iter().filter(|block| instance.has(block, self.workspace)).filter(is_named).collect();
        if !blocks.is_empty() {
            return self.configuration(instance, &blocks, name).map(Arc::new);
        }
        let (caller, _) = caller.filter(|_| !name.contains('.'))?;
        Some(self.provider_named(caller, name))
    }

    /// The provider of AWS that a module call hands over as the default one.
    pub(in crate::terraform) fn provider_of_call(&self, call: &Block, scope: &Scope<'_, 'a>) -> Option<Arc<Provider>> {
        Some(self.provider_named(scope.instance, &self.passed(call, "aws", scope)?))
    }

    /// What a module call hands over as the provider of this name.
    fn passed(&self, call: &Block, name: &str, scope: &Scope<'_, 'a>) -> Option<SmolStr> {
        let ExprKind::Object(members) = &call.body.attribute("providers")?.value.kind else { return None };
        let key = |member: &Member| self.workspace.slice(member.key_span).trim().trim_matches('"');
        members.iter().find(|member| key(member) == name).map(|member| self.instance_named(&member.value, scope))
    }

    /// The provider that is named, with the key of the instance where there are several: `aws.by_region["eu-west-1"]`; `[*]` where the key is not known.
    /// <https://opentofu.org/docs/language/providers/configuration/#referring-to-provider-instances>
    fn instance_named(&self, expr: &Expr, scope: &Scope<'_, 'a>) -> SmolStr {
        let written = self.written(expr);
        let Some((name, key)) = written.split_once('[').and_then(|(name, rest)| Some((name, rest.strip_suffix(']')?))) else {
            return SmolStr::new(written);
        };
        let base = self.workspace.slice(expr.span).find('[').map_or(0, |at| expr.span.start as usize + at + 1);
        let origin = ParsedText { text: key, file: expr.span.file, base, embedded: None, whole: expr.span };
        let key = parse::expression(&origin).ok().and_then(|key| self.eval(&key, scope).to_text());
        match key.as_ref().and_then(Text::known) {
            Some(key) => format_smolstr!("{name}[{key:?}]"),
            None => format_smolstr!("{name}[*]"),
        }
    }

    /// The names of the instances of a provider block.
    fn instances_of(&self, instance: &Rc<Instance<'a>>, block: &Block) -> Vec<SmolStr> {
        let Some((name, _)) = self.configured_as(instance, block) else { return vec![] };
        match block.body.attribute("for_each") {
            Some(_) => self.each_of(instance, block, &name).iter().map(|item| item.address(&name)).collect(),
            None => vec![name],
        }
    }

    /// The repetitions of a provider block.
    fn each_of(&self, instance: &Rc<Instance<'a>>, block: &Block, name: &str) -> Vec<RepeatedItem> {
        self.expand(&block.body, &format!("provider {name}"), &Scope::new(instance, &Each::Single)).items
    }

    /// A provider is named by words, which are no expression.
    fn written(&self, expr: &Expr) -> &'a str {
        self.workspace.slice(expr.span).trim().trim_matches('"')
    }

    /// The name and the alias of a provider block.
    fn configured_as(&self, instance: &Rc<Instance<'a>>, block: &Block) -> Option<(SmolStr, Option<SmolStr>)> {
        let kind = block.label(0)?;
        let alias = self.provider_text(&Scope::new(instance, &Each::Single), block, "alias");
        let name = alias.as_ref().map_or_else(|| kind.clone(), |alias| SmolStr::from(format!("{kind}.{alias}")));
        Some((name, alias))
    }

    /// An instance of a provider, or what is common to all where the key is not known; nothing if there is no such instance.
    /// Several blocks of one name are those of several units of Terragrunt.
    fn configuration(&self, instance: &Rc<Instance<'a>>, blocks: &[&Arc<Block>], name: &str) -> Option<Provider> {
        let base = without_key(name);
        let is_one = |item: &&RepeatedItem| item.key.is_none() || name.ends_with("[*]") || item.address(base) == name;
        let mut instances: Vec<(Vec<SmolStr>, Option<SmolStr>, Tags)> = vec![];
        let mut credentials = BTreeSet::new();
        for block in blocks {
            let is_aws = block.label(0).is_some_and(|kind| kind == "aws");
            for item in self.each_of(instance, block, base).iter().filter(is_one) {
                let scope = Scope::new(instance, &item.each);
                let accounts = if is_aws { self.accounts(&scope, block) } else { vec![] };
                instances.push((accounts, self.provider_text(&scope, block, "region"), self.default_tags(&scope, block)));
                credentials.insert(self.credentials(&scope, block, item));
            }
        }
        let mut accounts: Vec<SmolStr> = instances.iter().flat_map(|(accounts, ..)| accounts.iter().cloned()).collect();
        accounts.sort();
        accounts.dedup();
        let ((_, first_region, first_tags), rest) = instances.split_first()?;
        let region = first_region.clone().filter(|region| rest.iter().all(|(_, other, _)| other.as_ref() == Some(region)));
        let is_tagged_alike = rest.iter().all(|(.., other)| other == first_tags);
        let default_tags = if is_tagged_alike { first_tags.clone() } else { Tags { may_be_more: true, ..Tags::default() } };
        let alias = base.split_once('.').map(|(_, alias)| SmolStr::new(alias));
        let emulators = blocks.iter().flat_map(|block| self.emulators(&Scope::new(instance, &Each::Single), block)).collect();
        let credentials = credentials.pop_first().filter(|_| credentials.is_empty());
        Some(Provider { name: instance.qualify(name), alias, accounts, region, default_tags, emulators, credentials, targets: None })
    }

    /// As whom a provider acts. What is not known counts as it is written, in this module and for this instance alone.
    fn credentials(&self, scope: &Scope<'_, 'a>, block: &Block, item: &RepeatedItem) -> String {
        let of_role = |attribute: &&Attribute| attribute.name == "role_arn";
        let roles = ROLES.into_iter().flat_map(|name| block.body.blocks(name));
        let made = block.body.blocks("dynamic").filter(|made| made.label(0).is_some_and(|name| ROLES.contains(&name.as_str())));
        let made = made.map(|made| self.workspace.slice(made.span).split_whitespace().collect::<String>());
        let roles = roles.flat_map(|role| role.body.attributes.iter().filter(of_role));
        let direct = block.body.attributes.iter().filter(|attribute| CREDENTIALS.contains(&attribute.name.as_str()));
        let said = direct.chain(roles).map(|attribute| {
            let value = self.eval(&attribute.value, scope).to_text();
            let known = value.as_ref().and_then(Text::known).map(str::to_owned);
            let written = || {
                let code: String = self.workspace.slice(attribute.value.span).split_whitespace().collect();
                let of_instance = if code.contains("each.") { item.address("") } else { SmolStr::default() };
                // Two roles of one account act in that account.
                let of_account = code.split_once(":role/").map_or(code.as_str(), |(account, _)| account);
                format!("{}{of_account}{of_instance}", scope.instance.qualify(""))
            };
            format!("{}={};", attribute.name, known.unwrap_or_else(written))
        });
        let mut all: Vec<String> = said.chain(made).collect();
        all.sort();
        all.concat()
    }

    /// The tags of everything that a provider deploys.
    fn default_tags(&self, scope: &Scope<'_, 'a>, block: &Block) -> Tags {
        let written = block.body.blocks("default_tags").filter_map(|defaults| defaults.body.attribute("tags"));
        written.fold(Tags::default(), |tags, written| tags.over(&Tags::read(&self.eval(&written.value, scope))))
    }

    /// The endpoints on the machine that deploys, as emulators of AWS have them:
    /// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/custom-service-endpoints>
    fn emulators(&self, scope: &Scope<'_, 'a>, block: &Block) -> Vec<(SmolStr, SmolStr)> {
        let is_on = |name: &str| self.provider_text(scope, block, name).is_some_and(|flag| flag == "true");
        // One that nobody asks says nothing.
        let asks_nobody = || is_on("skip_credentials_validation") && is_on("skip_requesting_account_id");
        let endpoints = block.body.blocks("endpoints").flat_map(|endpoints| &endpoints.body.attributes);
        let is_asked = |endpoint: &&Attribute| endpoint.name != "sts" || !asks_nobody();
        let local = |endpoint: &Attribute| {
            let value = self.with_quiet(true, || self.eval(&endpoint.value, scope));
            let host = value.as_str()?.split("://").nth(1)?.split(['/', ':']).next()?;
            let is_local = ["localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal", "localstack"].contains(&host)
                || host.ends_with(".localstack.cloud");
            is_local.then(|| (endpoint.name.clone(), SmolStr::new(value.as_str().unwrap_or_default())))
        };
        endpoints.filter(is_asked).filter_map(local).collect()
    }

    fn provider_text(&self, scope: &Scope<'_, 'a>, block: &Block, name: &str) -> Option<SmolStr> {
        let written = block.body.attribute(name)?;
        self.eval(&written.value, scope).to_text()?.known().map(SmolStr::new)
    }

    /// The account ids that a provider block names as its own.
    fn accounts(&self, scope: &Scope<'_, 'a>, block: &Block) -> Vec<SmolStr> {
        let mut accounts: Vec<SmolStr> = vec![];
        if let Some(allowed) = block.body.attribute("allowed_account_ids") {
            let allowed = self.eval(&allowed.value, scope);
            each_text(&allowed, &mut |id| accounts.extend(id.known().map(SmolStr::new)));
        }
        for roles in ROLES.iter().filter_map(|roles| self.configured(&block.body, roles, scope)) {
            for role in roles.as_list().unwrap_or_default().iter().filter_map(|role| role.get("role_arn")) {
                let account = |arn: &Text| arn.split(":").into_iter().nth(4).and_then(|account| account.known().map(SmolStr::new));
                each_text(role, &mut |arn| accounts.extend(account(arn)));
            }
        }
        accounts.retain(|account| is_account(account));
        accounts.sort();
        accounts.dedup();
        accounts
    }
}

/// The name of a provider without the key of an instance.
fn without_key(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}
