//! What to write instead: the smallest guard that the service is documented to meet, in the notation of the statement.

mod alignment;
mod beside;
mod claims;
mod external_id;
mod guard;
mod inputs;
mod kept;
mod names;
mod notation;
mod organisation;
mod paste;
mod sources;
mod split;
mod users;

use super::context::{PrincipalKind, StatementContext};
use super::intended;
use crate::facts::{FederatedProvider, SiteFormat};
use crate::finding::{Remedy, Replacement};
use crate::iam::condition::{Condition, Operator};
use crate::iam::document::Element;
use crate::iam::exposure::{Exposure, Outsider, Witness, partition};
use crate::iam::principal::Principal;
use crate::mapped_text::Text;
use crate::resource::Language;
use crate::source::{Span, Workspace};
use beside::{beside, service_of};
use claims::CallersApart;
use guard::{Guard, GuardChoice, IS_NO_SERVICE};
pub use inputs::UnderInputs;
use names::{PlaceName, PlaceNames};
use notation::{NameForm, Notation, Syntax};
use organisation::Sharing;
use paste::WrittenGuard;
use split::GuardGroup;

/// What keeps the outsider out of the statement that lets them through, and nobody else.
pub(super) fn propose(outsider: Outsider, context: &StatementContext<'_>, witness: &Witness) -> Option<Remedy> {
    if let Some(account) = context.principal.and_then(Principal::delivering_account) {
        let path = "name your own account in the object path";
        let why = "these accounts write below `AWSLogs/` and the account that they write for, and send no source keys";
        return Some(Remedy::advice(match account.path_guard {
            true => format!("{path}: {why}"),
            false => format!("name `{}` in place of the account, with `aws:SourceArn`, and {path}: {why}", account.delivers_as),
        }));
    }
    let kept = Some(outsider).filter(|outsider| *outsider != Outsider::Public && !context.names(PrincipalKind::Everyone));
    if let Some(remedy) = kept.and_then(|outsider| kept::keeping(outsider, context, witness.request.principal.service.as_deref())) {
        return Some(remedy);
    }
    match outsider {
        Outsider::Service => Some(pin_source(context, witness.request.principal.service.as_deref()?)),
        Outsider::Account if context.names(PrincipalKind::Everyone) => {
            let text = "name the principals that may assume the role, or require `aws:PrincipalOrgID`";
            Some(Remedy::advice(text))
        }
        Outsider::Account => Some(external_id::require(context)),
        Outsider::Public => None,
    }
}

/// An edit of a module that was installed from elsewhere is gone with the next `terraform init`.
pub(super) fn of_installed_module(remedy: Remedy) -> Remedy {
    let text = format!(
        "the statement is in an installed module: give the module what makes it right, take a version that is, or write the policy yourself; {}",
        remedy.text
    );
    Remedy { text, edits: vec![], ..remedy }
}

/// With the line ends of each file that is edited.
pub(super) fn with_line_ends(workspace: &Workspace, mut remedy: Remedy) -> Remedy {
    for edit in &mut remedy.edits {
        if workspace.text(edit.place.file).is_ok_and(|text| text.contains("\r\n")) {
            edit.text = edit.text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }
    remedy
}

/// Leaves services out of a Deny that is meant for callers. Plain `Bool` would let anonymous callers escape it, who have no such key.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice>
pub(super) fn spare_services(context: &StatementContext<'_>) -> Remedy {
    let text = "add `BoolIfExists` with `\"aws:PrincipalIsAWSService\": \"false\"` to this Deny, so that it stops callers but no service; plain `Bool` would let anonymous callers escape it";
    let mut denied = context.statement.principals.iter().flat_map(|listed| &listed.entries);
    if denied.any(|principal| principal.kind == "Service") {
        return Remedy::advice("ask this Deny, which is for a service, for a key that the service sends, such as `aws:SourceAccount`");
    }
    match written(context, IS_NO_SERVICE, None) {
        Some(code) => code.into_remedy(text.to_owned()),
        None => Remedy::advice(text),
    }
}

/// Who is meant by a statement that lets everybody call an action. A service that the code has deliver there has no organisation and no endpoint.
pub(super) fn name_callers(context: &StatementContext<'_>, action: &str) -> Remedy {
    let callers = "name the accounts, roles or users that are meant, or require `aws:PrincipalOrgID` or `aws:SourceVpce`";
    Remedy::advice(match sources::delivering(context, action) {
        None => callers.to_owned(),
        Some((service, address)) => format!(
            "let in `{service}`, which delivers here for `{address}`, by its name, with `aws:SourceArn` or `aws:SourceAccount`; for others, in a statement of its own, {callers}"
        ),
    })
}

/// A condition on the claim of a token that tells whose it is, where nobody else is named beside the provider.
pub(super) fn tell_callers_apart(context: &StatementContext<'_>, provider: &'static FederatedProvider) -> Option<Remedy> {
    let [operator, key, value] = match claims::telling_apart(context, provider)? {
        CallersApart::By(condition) => condition,
        CallersApart::OfPartition(key, values) => {
            return Some(Remedy::advice(format!("require as `{key}` what it is in the partition of the role: `{}`", values.join("`, `"))));
        }
    };
    let guard = Guard { operator, key, value };
    let blanks = value.split_inclusive('>').filter_map(|part| part.get(part.find('<')?..));
    let claimed = claimed(context, guard);
    let value = claimed.as_deref().unwrap_or(value);
    let to_fill_in: Vec<&str> = blanks.filter(|blank| value.contains(blank)).collect();
    let beside = context.statement.principals.iter().flat_map(|listed| &listed.entries).count() > 1;
    Some(match written(context, guard, None).filter(|_| !beside && claimed.is_some()) {
        Some(code) if to_fill_in.is_empty() => code.into_remedy(format!("require `{value}` as `{key}`")),
        Some(code) => {
            let text = format!("require `{key}`, and fill in whose tokens you mean");
            Remedy { to_fill_in: to_fill_in.join(", "), ..code.into_remedy(text) }
        }
        None => {
            let apart = if beside { ", in a statement of its own for this provider" } else { "" };
            let keeps = if claimed.is_none() { ", with all else that the condition asks for" } else { "" };
            Remedy::advice(format!("require `{key}` of the form `{value}`{keeps}{apart}"))
        }
    })
}

/// A guard for a service, where all that the statement lets in can meet it; else each service of the statement with its own guard.
fn pin_source(context: &StatementContext<'_>, service: &str) -> Remedy {
    let sharing = organisation::sharing(context, service);
    let chosen = |service: &str| guard_for(context, service, sharing.as_ref());
    let GuardChoice { guard, text } = chosen(service);
    let Some(guard) = guard else { return Remedy::advice(text) };
    let others = sources::leading(context, service).elsewhere.filter(|_| sharing.is_none());
    let others = others.as_ref().map(guard::of_others).unwrap_or_default();
    let beside = beside(context);
    let all: Vec<String> =
        context.principal.map(|principal| principal.text.to_string()).into_iter().chain(context.other_services()).collect();
    let org = match &sharing {
        Some(Sharing::Organisation(id)) => id.clone(),
        _ => None,
    };
    let (found, untested) = match beside.iter().find(|other| chosen(other).guard != Some(guard)) {
        None => match written(context, guard, org) {
            Some(found) if works(context, guard, &all) => (Some(found), ""),
            Some(_) => (None, "; test it first: it is not shown here that the service still gets through"),
            None => (None, ""),
        },
        Some(other) => match apart(context, &|service| chosen(service).guard, org) {
            Some(found) => {
                return found
                    .into_remedy(format!("{text}; `{other}` beside it needs another condition, so each gets a statement of its own"));
            }
            None => {
                let name = if other.is_empty() { "what stands".to_owned() } else { format!("`{other}`") };
                let why = format!("give it a statement of its own, since {name} beside it might not send that key");
                return Remedy::advice(format!("{text}; {why}"));
            }
        },
    };
    let asks_for_arn = context.statement.conditions.iter().any(|condition| condition.key == "aws:sourcearn");
    let narrower = match guard {
        guard::SOURCE_ACCOUNT if !asks_for_arn => "; narrower still with `aws:SourceArn` and the ARN of the very resource",
        guard if guard.value.contains(":{region}:") && context.policy.policy.site.format == SiteFormat::Fields => {
            "; what is in another Region needs a permission of its own"
        }
        _ => "",
    };
    match found {
        Some(found) => found.into_remedy(format!("{text}{narrower}{others}")),
        None if is_without_account(context, guard) => {
            Remedy::advice(format!("{text}: write the id of your account, or run with `--account` to have the lines written for you"))
        }
        None => Remedy::advice(format!("{text}{untested}{others}")),
    }
}

/// The guard of a service on what the policy of a statement protects.
fn guard_for(context: &StatementContext<'_>, service: &str, sharing: Option<&Sharing>) -> GuardChoice {
    let leads = |types: &[&str]| types.is_empty() || sources::is_led_to_by(context.policy.policy, &context.policy.root, types);
    let target = guard::GuardTarget { protects: context.policy.policy.site.protects, leads: &leads };
    guard::choose(service, &target, context.statement, sharing)
}

/// Whether a guard could be written but for the id of the account.
fn is_without_account(context: &StatementContext<'_>, guard: Guard) -> bool {
    guard.value.contains("{account}") && PastePlace::of(context, None).is_some_and(|place| place.names.account.is_none())
}

/// The statement taken apart by the guards of its services; nothing if one has none that works.
fn apart(context: &StatementContext<'_>, guard: &dyn Fn(&str) -> Option<Guard>, org: Option<PlaceName>) -> Option<GuardCode> {
    let place = PastePlace::of(context, org)?;
    let entries = &context.statement.principals.as_ref().filter(|listed| !listed.negated)?.entries;
    let is_alone = context.policy.document.statements.iter().filter(|other| other.span == context.statement.span).count() == 1;
    let mut groups: Vec<(Guard, Vec<&Principal>)> = vec![];
    for entry in entries {
        let service = service_of(&entry.text);
        let guard = guard(&service).filter(|guard| works(context, *guard, &[entry.text.to_string()]))?;
        match groups.iter_mut().find(|(other, _)| *other == guard) {
            Some((_, services)) => services.push(entry),
            None => groups.push((guard, vec![entry])),
        }
    }
    let templates: Vec<String> = groups.iter().map(|(guard, _)| template(context, *guard)).collect();
    let values: Option<Vec<String>> = templates.iter().map(|template| place.notation.value(template, &place.names)).collect();
    let values = values.filter(|_| is_alone && !place.is_permission)?;
    let own_account = &context.policy.document.names.own_account;
    let groups: Vec<GuardGroup<'_>> = groups
        .into_iter()
        .zip(&values)
        .map(|((guard, services), value)| GuardGroup {
            guard: WrittenGuard { notation: place.notation, guard, value, own_account },
            services,
        })
        .collect();
    let edit = split::split(context.policy.root.workspace, context.statement, &groups)?;
    Some(place.code(edit.text.clone(), vec![edit], &templates))
}

/// Code for people, and the edits that put it there.
struct GuardCode {
    text: String,
    edits: Vec<Replacement>,
}

impl GuardCode {
    fn into_remedy(self, text: String) -> Remedy {
        Remedy { text, code: self.text, edits: self.edits, to_fill_in: String::new() }
    }
}

/// Where a guard is pasted.
struct PastePlace {
    is_permission: bool,
    /// The statement, or the resource or its properties where a permission is spread over arguments.
    holder: Span,
    notation: Notation,
    names: PlaceNames,
}

impl PastePlace {
    fn of(context: &StatementContext<'_>, org: Option<PlaceName>) -> Option<PastePlace> {
        let policy = context.policy.policy;
        let is_permission = policy.site.format == SiteFormat::Fields;
        // All of a statement that a transform makes stands at one place: what stands there is no statement.
        let is_made = context.statement.actions.as_ref().is_some_and(|actions| actions.key_span == context.statement.span);
        if policy.resource.generated_by.is_some() && (is_permission || is_made) {
            return None;
        }
        let holder = match (is_permission, policy.resource.language) {
            (false, _) => context.statement.span,
            (true, Language::Terraform) => policy.resource.block,
            (true, Language::CloudFormation) => policy.resource.attributes.span,
        };
        let notation = Notation::of(context, holder)?;
        let names = PlaceNames::of(context, notation.reference != NameForm::Nothing, org);
        Some(PastePlace { is_permission, holder, notation, names })
    }

    /// The code with the declarations that the names in its templates need.
    fn code(&self, code: String, edits: Vec<Replacement>, templates: &[String]) -> GuardCode {
        let is_used = |name: &str| templates.iter().any(|template| template.contains(&format!("{{{name}}}")));
        let brought: Vec<Replacement> =
            self.names.brought.iter().filter(|(name, _)| is_used(name)).map(|(_, brought)| brought.clone()).collect();
        if brought.is_empty() {
            return GuardCode { text: code, edits };
        }
        let blocks: Vec<&str> = brought.iter().map(|brought| brought.text.trim()).collect();
        let text = format!("{code}\n\n# once, beside the other blocks of the module\n{}", blocks.join("\n\n"));
        GuardCode { text, edits: edits.into_iter().chain(brought).collect() }
    }
}

/// A guard as it is written into the statement or permission.
fn written(context: &StatementContext<'_>, guard: Guard, org: Option<PlaceName>) -> Option<GuardCode> {
    let place = PastePlace::of(context, org)?;
    let workspace = context.policy.root.workspace;
    let notation = place.notation;
    let template = template(context, guard);
    let value = notation.value(&template, &place.names)?;
    let (code, edits) = if place.is_permission {
        let name = argument(context, guard)?;
        (notation.syntax.member(&[name], &value), paste::argument(workspace, place.holder, notation, name, &value)?)
    } else {
        let own_account = &context.policy.document.names.own_account;
        let pasted = WrittenGuard { notation, guard, value: &value, own_account };
        let edits = paste::into_statement(workspace, context.statement, pasted)?;
        let whole = || notation.syntax.member(&["Condition", guard.operator, guard.key], &value);
        let code = match edits.as_slice() {
            // Beside a condition that is there, a second one of that name would take its place.
            [only]
                if !notation.is_escaped && (notation.syntax == Syntax::Block || context.statement.written.get("Condition").is_none()) =>
            {
                Some(paste::added(only))
            }
            _ => paste::lines_of(workspace, &edits),
        };
        (code.unwrap_or_else(whole), edits)
    };
    Some(place.code(code, edits, &[template]))
}

/// The value of a guard. What a condition of the statement says of it already stays, save what leaves it open.
fn template(context: &StatementContext<'_>, guard: Guard) -> String {
    if guard.value.contains('<') {
        return claimed(context, guard).unwrap_or_else(|| guard.value.to_owned());
    }
    let weak = context.statement.conditions.iter().find(|condition| paste::is_weak_form(condition, guard));
    let values = weak.map(|condition| condition.values.as_slice()).unwrap_or_default();
    let [only] = values else { return guard.value.to_owned() };
    let of_arn = |own| arn_with_account(context.policy.root.workspace.slice(only.span), only, own);
    guard.value.strip_prefix("arn:").and_then(of_arn).unwrap_or_else(|| guard.value.to_owned())
}

/// The value of a guard on a claim with all that the statement says of that already; nothing where the form of the provider has no place for it.
fn claimed(context: &StatementContext<'_>, guard: Guard) -> Option<String> {
    let weak = context.statement.conditions.iter().find(|condition| paste::is_weak_form(condition, guard));
    let values = weak.filter(|_| guard.value.contains('<')).map(|condition| condition.values.as_slice()).unwrap_or_default();
    let mut told = values.iter().map(|value| claims::in_form(guard.value, value.known().filter(|text| is_written(text))?));
    let Some(first) = told.next() else { return Some(guard.value.to_owned()) };
    let is_of_operator = |value: &String| guard.operator != "StringEquals" || !value.contains(['*', '?']);
    first.filter(|first| is_of_operator(first) && told.all(|other| other.as_ref() == Some(first)))
}

/// An ARN that leaves the account open, with the own account; `own` is what the guard has behind `arn:`. What the code says of the partition, the Region and the
/// resource stays.
fn arn_with_account(code: &str, written: &Element, own: &str) -> Option<String> {
    let own: Vec<&str> = own.splitn(5, ':').collect();
    let parts = written.written().split(":");
    let ([arn, partition, service, region, account, rest @ ..], [_, own_service, .., own_rest]) = (parts.as_slice(), own.as_slice()) else {
        return None;
    };
    if arn.known() != Some("arn") || service.known() != Some(own_service) || account.known() != Some("*") {
        return None;
    }
    let in_code = parts_in_code(code);
    let told = |part: &Text, number: usize, otherwise: &str| {
        let in_code = in_code.get(number).map(String::as_str);
        let reference = in_code.and_then(|part| part.strip_prefix("${")?.strip_suffix('}')).filter(|name| is_name(name));
        let literal = part.known().filter(|part| is_written(part)).filter(|known| in_code.is_none_or(|part| part == *known));
        reference.map(|name| format!("{{={name}}}")).or_else(|| literal.map(str::to_owned)).unwrap_or_else(|| otherwise.to_owned())
    };
    let (partition, region) = (told(partition, 1, "{partition}"), told(region, 3, "*"));
    let rest: Option<Vec<&str>> = rest.iter().map(|part| part.known().filter(|part| is_written(part))).collect();
    let rest = rest.filter(|rest| !rest.is_empty()).map(|rest| rest.join(":"));
    let rest = rest.or_else(|| with_names(&in_code.get(5..)?.join(":"))).unwrap_or_else(|| (*own_rest).to_owned());
    Some(format!("arn:{partition}:{service}:{region}:{{account}}:{rest}"))
}

/// What the code says with names in it: `log-group:{=var.prefix}-*` for `log-group:${var.prefix}-*`.
fn with_names(code: &str) -> Option<String> {
    let mut parts = code.split("${");
    let mut text = parts.next().filter(|first| !first.contains(['{', '}'])).map(str::to_owned)?;
    for part in parts {
        let (name, behind) = part.split_once('}').filter(|(name, behind)| is_name(name) && !behind.contains(['{', '}', '$']))?;
        text += &format!("{{={name}}}{behind}");
    }
    (!text.is_empty()).then_some(text)
}

/// Whether nothing in a text would be a name in the code.
fn is_written(text: &str) -> bool {
    !text.contains(['{', '}', '$'])
}

/// Whether a text is a reference and no expression: `data.aws_region.current.name`, `AWS::Region`.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || "._-:".contains(char))
}

/// The parts of an ARN as the code writes them between quotes; nothing where another expression makes it.
fn parts_in_code(code: &str) -> Vec<String> {
    let Some(at) = code.find("arn:") else { return vec![] };
    let text = code.get(at..).unwrap_or_default().split('"').next().unwrap_or_default();
    let (mut parts, mut depth) = (vec![String::new()], 0_u32);
    for char in text.chars() {
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match parts.last_mut() {
            Some(last) if char != ':' || depth > 0 => last.push(char),
            _ => parts.push(String::new()),
        }
    }
    if parts.len() < 6 { vec![] } else { parts }
}

/// The argument of a permission that holds the guard, if it is not set.
fn argument(context: &StatementContext<'_>, guard: Guard) -> Option<&'static str> {
    let policy = context.policy.policy;
    let of_key = match (guard.operator, guard.key) {
        ("StringEquals", "aws:SourceAccount") => "source_account",
        ("ArnLike", "aws:SourceArn") => "source_arn",
        _ => return None,
    };
    let (_, path) = policy.site.elements().find(|(element, _)| *element == of_key)?;
    let is_open = policy.resource.attributes.get(path).is_none() && !path.contains(['.', '[']);
    is_open.then_some(path)
}

/// A template with a text for each name: this partition, and any Region.
fn filled(template: &str, partition: &str) -> String {
    let template = template.replace("{partition}", partition).replace("{region}", "*");
    let mut parts = template.split("{=");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let what = if text == "arn:" { partition } else { "*" };
        text + what + part.split_once('}').map_or("", |(_, rest)| rest)
    })
}

/// Whether the guard was seen to work for services of the statement: with it the outsider is kept out, if it is asked for the service that lets them in, and the
/// owner's own use of each goes on.
fn works(context: &StatementContext<'_>, guard: Guard, services: &[String]) -> bool {
    let names = &context.policy.document.names;
    let value = template(context, guard).replace("{account}", &names.own_account).replace("{org}", &names.own_org);
    let value = filled(&value, partition(context.policy.document));
    let span = context.statement.span;
    let element = Element::new(Text::computed(value, span), span, false);
    let condition = Condition::new(Operator::read(guard.operator), guard.operator, span, guard.key, span, vec![element], span);
    let mut statement = context.statement.clone();
    statement.conditions.retain(|old| !paste::is_weak_form(old, guard));
    statement.conditions.push(condition);
    let asked = context.principal.map(|principal| principal.text.to_string());
    let is_asked = asked.is_some_and(|asked| services.contains(&asked));
    let keeps_out = || !matches!(context.exposed_with(Outsider::Service, &statement), Exposure::Exposed(_) | Exposure::Unknown(_));
    // What is no ARN in an encryption context is not traced to an account; that the calls carry it is what the table of guards says.
    let is_as_documented = guard.key.starts_with("kms:EncryptionContext:") && !guard.value.starts_with("arn:");
    let goes_on = |service: &String| {
        is_as_documented
            || intended::request(context.policy, &statement, service, None).is_some()
            || intended::request(context.policy, context.statement, service, None).is_none()
    };
    (!is_asked || keeps_out()) && services.iter().all(goes_on)
}
