//! What modules declare waits in few bytes: all of them are parsed before the first root is evaluated, and a tree takes seven times the room of its text.
//! Each root unpacks what it reaches for itself and releases it when it is evaluated.

use super::directory::Declared;
use crate::terraform::syntax::near;
use crate::terraform::syntax::tree::Block;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// What a module declares, packed until somebody asks for it.
#[derive(Default)]
pub(in crate::terraform) struct Waiting {
    bytes: Arc<[u8]>,
    open: OnceLock<Arc<Declared>>,
}

/// The blocks as they are packed.
#[derive(Serialize, Deserialize)]
struct PackedBlocks {
    variables: Vec<Arc<Block>>,
    locals: Vec<Arc<Block>>,
    outputs: Vec<Arc<Block>>,
    modules: Vec<Arc<Block>>,
    resources: Vec<Arc<Block>>,
    providers: Vec<Arc<Block>>,
    backends: Vec<Arc<Block>>,
}

impl Waiting {
    /// What is not to be packed.
    pub(in crate::terraform) fn open(declared: Declared) -> Waiting {
        Waiting { bytes: Arc::default(), open: OnceLock::from(Arc::new(declared)) }
    }

    /// The same, to be released before this one: what it unpacks goes with it.
    pub(in crate::terraform) fn apart(&self) -> Waiting {
        let open = if self.bytes.is_empty() { self.open.clone() } else { OnceLock::new() };
        Waiting { bytes: self.bytes.clone(), open }
    }

    /// Packs; values and decoded texts, as JSON has them, stay as they are.
    pub(in crate::terraform) fn packed(declared: Declared) -> Waiting {
        let Declared { variables, locals, outputs, modules, resources, providers, backends, .. } = declared;
        let blocks =
            PackedBlocks { variables: variables.into_values().collect(), locals, outputs, modules, resources, providers, backends };
        // What would not come out again is not packed: a module that is lost would be silence.
        near::begin();
        match postcard::to_stdvec(&blocks) {
            Ok(bytes) if unpack(&bytes).is_ok() => Waiting { bytes: bytes.into(), open: OnceLock::new() },
            Ok(_) | Err(_) => Waiting::open(unpacked(blocks)),
        }
    }

    /// Changes what is declared.
    pub(in crate::terraform) fn change(&mut self, change: impl FnOnce(&mut Declared)) {
        self.declared();
        let mut declared = self.open.take().map(Arc::unwrap_or_clone).unwrap_or_default();
        change(&mut declared);
        *self = if self.bytes.is_empty() { Waiting::open(declared) } else { Waiting::packed(declared) };
    }

    /// What is declared.
    pub(in crate::terraform) fn declared(&self) -> &Declared {
        self.open.get_or_init(|| Arc::new(unpack(&self.bytes).map_or_else(|_| Declared::default(), unpacked)))
    }
}

fn unpack(bytes: &[u8]) -> postcard::Result<PackedBlocks> {
    near::begin();
    postcard::from_bytes(bytes)
}

fn unpacked(blocks: PackedBlocks) -> Declared {
    let PackedBlocks { variables, locals, outputs, modules, resources, providers, backends } = blocks;
    let variables = variables.into_iter().filter_map(|block| Some((block.label(0)?.clone(), block))).collect();
    let mut declared = Declared { variables, locals, outputs, modules, resources, providers, backends, ..Declared::default() };
    declared.index();
    declared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Workspace};
    use crate::terraform::parse_file;

    /// A block of each kind of expression.
    const TEXT: &str = r#"
        locals {
          a = [null, true, 1.5, "x", "${var.b}y${~ c.d[0].e.*.f[*] ~}", -1, !true, (1 + 2) * 3 == 4 ? { k = 1, "l" = 2 } : {}]
          b = [for k, v in var.c : upper(k) if v != ""]
          c = { for v in var.c : v => lower(v...)... }
          d = <<-EOT
            %{ if var.b }x%{ else }y%{ endif }%{ for i, j in [1] }${i}%{ endfor }
          EOT
        }
        variable "b" {}
        resource "aws_sqs_queue" "q" { dynamic "x" { for_each = [] } }
    "#;

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let workspace = Workspace::in_memory([("main.tf".to_owned(), TEXT.to_owned())]);
        let blocks = parse_file(&workspace, FileId(0)).body.blocks.clone();
        let of = |kind: &str| blocks.iter().filter(|block| block.kind == kind).cloned().collect::<Vec<_>>();
        let variables: rustc_hash::FxHashMap<_, _> =
            of("variable").into_iter().map(|block| (block.label(0).cloned().unwrap_or_default(), block)).collect();
        let declared = || Declared { variables: variables.clone(), locals: of("locals"), resources: of("resource"), ..Declared::default() };
        let waiting = Waiting::packed(declared());
        assert!(!waiting.bytes.is_empty() && 2 * waiting.bytes.len() < 3 * TEXT.len(), "{} bytes", waiting.bytes.len());
        let shown = |blocks: &[Arc<Block>]| format!("{blocks:?}");
        let out = waiting.declared();
        assert_eq!(shown(&out.locals), shown(&of("locals")));
        assert_eq!(shown(&out.resources), shown(&of("resource")));
        assert!(out.variables.contains_key("b") && out.local("d").is_some());
        let (apart, open) = (waiting.apart(), Waiting::open(declared()));
        assert!(apart.open.get().is_none() && shown(&apart.declared().locals) == shown(&of("locals")));
        assert!(std::ptr::eq(open.apart().declared(), open.declared()), "what is not packed is shared");
    }
}
