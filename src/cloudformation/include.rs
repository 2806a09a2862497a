//! `AWS::Include`: a part of a template that stands in a file of its own. What lies in a bucket is not known; a path beside the template is, for
//! `aws cloudformation package` uploads it.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html>

use super::nested::{NestedTarget, locate};
use super::stack::Stack;
use super::template::documents;
use crate::mapped_text::WhyCode;
use crate::problem::Problem;
use crate::source::Span;
use crate::value::Value;

impl Stack<'_> {
    /// What a file comes to in the place of the transform that names it; nothing if it is not one file of the repository.
    pub(super) fn included(&self, argument: &Value, span: Span) -> Option<Value> {
        let location = self.evaluate(argument.get("Parameters")?.get("Location")?);
        let path = location.as_str()?;
        let file = match locate(self.project.workspace, self.template, path) {
            NestedTarget::File(file) => file,
            NestedTarget::Elsewhere(_) => return None,
            NestedTarget::Outside(path) => {
                self.report(Problem::outside_root(span, &path));
                return Some(Value::unknown(WhyCode::OutsideRoot, path, span));
            }
        };
        self.budget.files_read.borrow_mut().insert(file);
        // AWS takes no include within an include.
        if self.budget.included.borrow().contains(&file) || file == self.template.file {
            self.report(Problem::cycle(span, path));
            return Some(Value::unknown(WhyCode::Cycle, path, span));
        }
        let text = match self.project.workspace.text(file) {
            Ok(text) => text,
            Err(why) => {
                self.report(Problem::unreadable_file(file, why));
                return Some(Value::unknown(WhyCode::UnreadableFile, path, span));
            }
        };
        let read = documents(file, text);
        read.problems.into_iter().for_each(|problem| self.report(problem));
        self.budget.included.borrow_mut().push(file);
        let value = read.values.first().map(|value| self.evaluate(value));
        self.budget.included.borrow_mut().pop();
        value
    }
}
