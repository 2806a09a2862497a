//! What hangs on the defaults of the inputs of the root, wherever it is kept. As whom a provider acts is no part of it: an account is no caller that an input
//! brings.

use crate::resource::OnDefaults;
use crate::source::Span;
use crate::terraform::evaluate::Evaluator;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::cell::{Cell, RefCell};

/// How something hangs on the defaults of inputs.
#[derive(Clone, Copy, Default)]
pub(in crate::terraform) struct Hanging {
    pub is_on_default: bool,
    /// The first part that is not there with a default, and is with another value: where it is written.
    pub left_out: Option<Span>,
}

impl From<bool> for Hanging {
    fn from(is_on_default: bool) -> Self {
        Hanging { is_on_default, left_out: None }
    }
}

impl Hanging {
    fn and(self, other: Hanging) -> Hanging {
        Hanging { is_on_default: self.is_on_default || other.is_on_default, left_out: self.left_out.or(other.left_out) }
    }
}

/// How what is being worked out hangs on defaults, and what else does.
#[derive(Default)]
pub(in crate::terraform) struct KnownOnDefaults {
    current: Cell<Hanging>,
    resources: RefCell<FxHashSet<SmolStr>>,
    may_be_more: Cell<bool>,
}

impl KnownOnDefaults {
    /// Notes that what is being worked out hangs on defaults as this does.
    pub(in crate::terraform) fn note(&self, hanging: impl Into<Hanging>) {
        self.current.set(self.current.get().and(hanging.into()));
    }

    /// Notes a part that a default leaves out.
    pub(in crate::terraform) fn leave_out(&self, part: Span) {
        self.note(Hanging { is_on_default: true, left_out: Some(part) });
    }

    /// Notes a resource that hangs on a default.
    pub(in crate::terraform) fn note_resource(&self, address: &SmolStr) {
        self.resources.borrow_mut().insert(address.clone());
    }

    /// Notes, if so, that there may be resources under other values of which there are none now.
    pub(in crate::terraform) fn note_more(&self, may_be_more: bool) {
        self.may_be_more.set(self.may_be_more.get() || may_be_more);
    }

    pub(in crate::terraform) fn take(&self) -> OnDefaults {
        match (self.current.get().is_on_default, self.may_be_more.get()) {
            (false, _) => OnDefaults::Nothing,
            (true, false) => OnDefaults::Resources(self.resources.take()),
            (true, true) => OnDefaults::Anything,
        }
    }
}

impl Evaluator<'_> {
    /// Something with how it hangs on defaults.
    pub(in crate::terraform) fn with_hanging<T>(&self, work: impl FnOnce() -> T) -> (T, Hanging) {
        let current = &self.on_defaults.current;
        let before = current.replace(Hanging::default());
        let result = work();
        let hanging = current.get();
        current.set(before.and(hanging));
        (result, hanging)
    }

    /// Something with whether it hangs on a default.
    pub(in crate::terraform) fn with_on_default<T>(&self, work: impl FnOnce() -> T) -> (T, bool) {
        let (result, hanging) = self.with_hanging(work);
        (result, hanging.is_on_default)
    }

    /// The same of what is none of it.
    pub(in crate::terraform) fn beside_defaults<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.on_defaults.current.get();
        let result = work();
        self.on_defaults.current.set(before);
        result
    }
}

#[cfg(test)]
mod tests {
    use crate::resource::OnDefaults;
    use crate::source::Workspace;
    use crate::terraform::{TerraformOptions, evaluate_root, modules, parse_file};
    use std::sync::Arc;

    /// What hangs on the default of `var.x`; the module `m` makes a queue of what it is given.
    fn on_defaults(text: &str) -> OnDefaults {
        let module = "variable \"n\" {\n  default = \"n\"\n}\nresource \"aws_sqs_queue\" \"q\" {\n  policy = var.n\n}\n\
                      resource \"aws_sqs_queue\" \"other\" {}\noutput \"n\" {\n  value = var.n\n}\n";
        let text = format!("variable \"x\" {{\n  default = \"a\"\n}}\nvariable \"none\" {{}}\n{text}\n");
        let files = [("a/main.tf".to_owned(), text), ("m/main.tf".to_owned(), module.to_owned())];
        let workspace = Workspace::in_memory(files);
        let options = TerraformOptions::default();
        let modules = modules(&workspace, &options, &|file| Arc::new(parse_file(&workspace, file)));
        evaluate_root(&workspace, &modules, ("a", 0), &options).on_defaults
    }

    /// The addresses of the resources, in order.
    fn addresses(text: &str) -> Vec<String> {
        match on_defaults(text) {
            OnDefaults::Nothing => vec!["nothing".to_owned()],
            OnDefaults::Anything => vec!["anything".to_owned()],
            OnDefaults::Resources(addresses) => {
                let mut addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
                addresses.sort();
                addresses
            }
        }
    }

    fn queue(name: &str, body: &str) -> String {
        format!("resource \"aws_sqs_queue\" \"{name}\" {{\n{body}\n}}\n")
    }

    fn call(body: &str) -> String {
        format!("module \"m\" {{\n  source = \"../m\"\n{body}\n}}\n")
    }

    #[test]
    fn what_names_a_default_hangs_on_it() {
        let plain = queue("plain", "policy = var.none");
        assert_eq!(addresses(&plain), ["nothing"]);
        let locals = "locals {\n  a = local.b\n  b = var.x == \"a\" ? \"one\" : \"two\"\n}\n";
        let both = format!("{locals}{plain}{}{}", queue("one", "policy = local.a"), queue("two", "policy = aws_sqs_queue.one.policy"));
        assert_eq!(addresses(&both), ["aws_sqs_queue.one", "aws_sqs_queue.two"]);
        assert_eq!(addresses(&queue("tried", "policy = try(var.x, 1)")), ["aws_sqs_queue.tried"]);
        assert_eq!(addresses(&queue("read", "policy = try(file(var.x), 1)")), ["aws_sqs_queue.read"]);
    }

    #[test]
    fn what_is_repeated_for_a_default_hangs_on_it() {
        assert_eq!(addresses(&queue("q", "for_each = toset([var.x])\npolicy = each.key")), ["aws_sqs_queue.q[\"a\"]"]);
        assert_eq!(addresses(&queue("q", "count = var.x == \"a\" ? 1 : 0\npolicy = var.none")), ["aws_sqs_queue.q[0]"]);
        let called = call("for_each = toset([var.x])\nn = each.key");
        assert_eq!(addresses(&called), ["module.m[\"a\"].aws_sqs_queue.q"]);
    }

    #[test]
    fn what_a_module_is_given_hangs_on_it() {
        assert_eq!(addresses(&call("n = var.x")), ["module.m.aws_sqs_queue.q"]);
        let output = format!("{}{}", call("n = var.x"), queue("out", "policy = module.m.n"));
        assert_eq!(addresses(&output), ["aws_sqs_queue.out", "module.m.aws_sqs_queue.q"]);
        // What a call leaves out is the caller's decision.
        assert_eq!(addresses(&call("")), ["nothing"]);
    }

    #[test]
    fn there_may_be_more_under_other_inputs() {
        assert_eq!(addresses(&queue("q", "count = var.x == \"b\" ? 1 : 0")), ["anything"]);
        assert_eq!(addresses(&call("count = var.x == \"b\" ? 1 : 0")), ["anything"]);
        assert_eq!(addresses(&call("count = var.none == \"b\" ? 0 : 0")), ["nothing"]);
    }

    #[test]
    fn the_account_of_a_provider_is_no_part_of_it() {
        let role = "provider \"aws\" {\n  assume_role {\n    role_arn = \"arn:aws:iam::111122223333:role/${var.x}\"\n  }\n}\n";
        let queue = queue("q", "policy = data.aws_caller_identity.own.account_id");
        let hanging = addresses(&format!("{role}data \"aws_caller_identity\" \"own\" {{}}\n{queue}"));
        assert!(hanging.is_empty(), "{hanging:?}");
    }
}
