//! Secrets in source text that their name does not stand right before: in lists, objects and branches, in what is compared with a secret or stands in for one,
//! in the value of an output. What no expression sees, since it takes nesting to tell.

use super::levels::Levels;
use super::lines;
use std::ops::Range;

/// Where texts of a file stand that a name further out tells of.
pub(super) fn governed(text: &str) -> Vec<Range<usize>> {
    let mut levels = Levels::new(text);
    if lines::are_written(text) {
        lines::read(text, &mut levels);
    } else {
        Tokens::new(text, 0..text.len(), false).read(&mut levels);
    }
    let mut found = levels.finish();
    found.sort_by_key(|range| (range.start, range.end));
    found
}

/// Where texts stand in a part of a file that comes to a secret, however it is put together.
pub(super) fn within(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut levels = Levels::new(text).of_secret();
    Tokens::new(text, range, lines::are_written(text)).read(&mut levels);
    levels.finish()
}

/// What stands in comments: names and values that somebody has taken out of the code.
pub(super) fn comment(text: &str, range: Range<usize>, levels: &mut Levels<'_>) {
    let mut own = Levels::new(text).of_comment();
    Tokens { is_comment: true, ..Tokens::new(text, range, true) }.read(&mut own);
    levels.take(own.finish());
}

/// What stands between two quotes of a text in a text in a text is not looked at.
const DEEPEST: usize = 2;

/// Reads the tokens of HCL, of JSON and of the flow style of YAML, as far as they tell of names and nesting.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// How often the quotes are escaped.
    depth: usize,
    /// Whether words without quotes are texts.
    has_bare_texts: bool,
    is_comment: bool,
    /// Up to where it is known that a double and a single quote are not closed.
    unclosed: (usize, usize),
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, range: Range<usize>, has_bare_texts: bool) -> Tokens<'t> {
        Tokens { text, at: range.start, end: range.end, depth: 0, has_bare_texts, is_comment: false, unclosed: (0, 0) }
    }

    /// A document within a text: its names are its own. What is put into a text that is a secret is one too.
    pub(super) fn document(mut self, levels: &mut Levels<'_>) {
        let depth = levels.depth();
        let is_template = self.text.get(self.at..self.end).is_some_and(|text| text.contains("${"));
        levels.open(if is_template && levels.is_governed() { b'$' } else { b'"' }, self.at);
        self.read(levels);
        levels.close_to(depth);
    }

    pub(super) fn read(&mut self, levels: &mut Levels<'_>) {
        while let Some(byte) = self.byte(self.at) {
            let at = self.at;
            self.at += 1;
            match byte {
                // What begins its lines.
                b'#' | b'/' | b'*' if self.is_comment => {}
                b'#' => self.line_comments(at, levels),
                b'/' if self.byte(self.at) == Some(b'/') && !self.has_bare_texts => self.line_comments(at, levels),
                b'/' if self.byte(self.at) == Some(b'*') => self.block_comment(levels),
                b'<' if self.byte(self.at) == Some(b'<') && (!self.has_bare_texts || self.is_comment) => self.heredoc(levels),
                b'"' | b'\'' | b'\\' => self.quoted(at, levels),
                // What is put into a text: no object.
                b'{' if at > 0 && self.byte(at - 1) == Some(b'$') => levels.open(b'$', at),
                b'{' | b'[' | b'(' => levels.open(byte, at),
                b'}' | b']' | b')' => levels.close(self.at),
                b'=' if self.byte(self.at) == Some(b'=') => self.two(levels),
                b'=' if self.byte(self.at) == Some(b'>') => self.at += 1,
                b'!' if self.byte(self.at) == Some(b'=') => self.two(levels),
                b'!' if self.has_bare_texts => levels.tag(self.word(self.at)),
                b'=' => levels.assign(),
                b':' => levels.colon(),
                b'?' => levels.question(),
                b',' => levels.comma(),
                b'\n' => self.line_end(levels),
                _ if is_of_word(byte) => {
                    let word = self.word(at);
                    levels.word(at..at + word.len(), self.has_bare_texts);
                }
                _ if byte.is_ascii_whitespace() => {}
                _ => levels.operator(),
            }
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied().filter(|_| at < self.end)
    }

    fn two(&mut self, levels: &mut Levels<'_>) {
        self.at += 1;
        levels.compare();
    }

    /// The end of a line, and of the blank ones behind it. A sign on the next one makes a name of what stands on this.
    fn line_end(&mut self, levels: &mut Levels<'_>) {
        while self.byte(self.at).is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
        let is_sign = self.byte(self.at) == Some(b':') || self.byte(self.at) == Some(b'=') && self.byte(self.at + 1) != Some(b'=');
        if !is_sign {
            levels.line_end();
        }
    }

    fn end_of_line(&self, from: usize) -> usize {
        let rest = self.text.as_bytes().get(from..self.end).unwrap_or_default();
        from + memchr::memchr(b'\n', rest).unwrap_or(rest.len())
    }

    /// Comments of lines that follow each other.
    fn line_comments(&mut self, from: usize, levels: &mut Levels<'_>) {
        self.at = self.end_of_line(from);
        loop {
            let next = self.end_of_line(self.at + 1).min(self.end);
            let line = self.text.get(self.at + 1..next).map(str::trim_start).unwrap_or_default();
            if !line.starts_with('#') && (self.has_bare_texts || !line.starts_with("//")) {
                break;
            }
            self.at = next;
        }
        comment(self.text, from..self.at, levels);
    }

    fn block_comment(&mut self, levels: &mut Levels<'_>) {
        let from = self.at + 1;
        let rest = self.text.as_bytes().get(from..self.end).unwrap_or_default();
        let end = memchr::memmem::find(rest, b"*/").map(|at| from + at);
        self.at = end.map_or(self.end, |end| end + 2);
        comment(self.text, from..end.unwrap_or(self.end), levels);
    }

    /// `<<EOT`: a text of several lines, up to the one that says so. Each line of a secret is one; others may hold a document.
    fn heredoc(&mut self, levels: &mut Levels<'_>) {
        let line_end = self.end_of_line(self.at);
        let word = self.text.get(self.at + 1..line_end).unwrap_or_default();
        let word = word.strip_prefix('-').unwrap_or(word).trim_end();
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
            return levels.operator();
        }
        let (from, is_secret) = (line_end + 1, levels.is_governed());
        let mut at = from;
        while at < self.end {
            let end = self.end_of_line(at);
            let line = self.text.get(at..end).unwrap_or_default();
            if line.trim() == word {
                break;
            }
            let indent = line.len() - line.trim_start().len();
            if is_secret && !line.trim().is_empty() {
                levels.text(at + indent..at + line.trim_end().len());
            }
            at = (end + 1).min(self.end);
        }
        if !is_secret {
            Tokens::new(self.text, from.min(at)..at, false).document(levels);
        }
        self.at = (at + self.text.get(at..self.end_of_line(at)).map_or(0, |line| line.trim_end().len())).min(self.end);
    }

    /// The word that begins at a place.
    fn word(&mut self, from: usize) -> &str {
        let is_inner = |byte: u8| is_of_word(byte) || (self.has_bare_texts && !byte.is_ascii_whitespace() && !b",[]{}\"'".contains(&byte));
        let mut end = from;
        while let Some(byte) = self.byte(end) {
            // `key: value`, but `https://host` and `Fn::If`.
            let is_colon = byte == b':' && self.byte(end + 1).is_none_or(|next| next.is_ascii_whitespace() || b"\"'[{".contains(&next));
            let is_double =
                byte == b':' && self.byte(end + 1) == Some(b':') || byte == b':' && end > from && self.byte(end - 1) == Some(b':');
            if is_colon || !(is_inner(byte) || is_double) {
                break;
            }
            end += 1;
        }
        self.at = end.max(self.at);
        self.text.get(from..end).unwrap_or_default()
    }

    /// A text in quotes, each behind as many backslashes as the depth asks for.
    fn quoted(&mut self, at: usize, levels: &mut Levels<'_>) {
        let slashes = (1 << self.depth) - 1;
        let start = at + slashes;
        let Some(quote @ (b'"' | b'\'')) = self.byte(start) else { return };
        if (at..start).any(|at| self.byte(at) != Some(b'\\')) {
            return;
        }
        let is_double = quote == b'"';
        if start < if is_double { self.unclosed.0 } else { self.unclosed.1 } {
            return;
        }
        let end = match self.close(start + 1, quote, slashes) {
            Ok(end) => end,
            Err(end) if is_double => return self.unclosed.0 = end,
            Err(end) => return self.unclosed.1 = end,
        };
        self.at = (end + slashes + 1).min(self.end);
        let whole = start + 1..end;
        levels.text(whole.clone());
        let inner = self.text.get(whole).unwrap_or_default();
        if self.depth < DEEPEST && inner.contains(['[', '{']) {
            // What stands in `${…}` has quotes as they are.
            let depth = self.depth + usize::from(inner.contains('\\'));
            Tokens { depth, ..Tokens::new(self.text, start + 1..end, false) }.document(levels);
        }
    }

    /// The end of a text in quotes: of one line but for what stands in `${…}`. If there is none, how far was looked.
    fn close(&self, from: usize, quote: u8, slashes: usize) -> Result<usize, usize> {
        let (mut at, mut open, mut escapes) = (from, 0_usize, 0);
        loop {
            match self.byte(at).ok_or(at)? {
                b'\n' if open == 0 => return Err(at),
                b'{' if quote == b'"' && at > from && matches!(self.byte(at - 1), Some(b'$' | b'%')) => open += 1,
                b'{' if open > 0 => open += 1,
                b'}' => open = open.saturating_sub(1),
                byte if byte == quote && open == 0 && escapes <= slashes && (escapes == slashes || quote == b'\'') => {
                    return Ok(at - escapes.min(slashes));
                }
                _ => {}
            }
            escapes = if self.byte(at) == Some(b'\\') { escapes + 1 } else { 0 };
            at += 1;
        }
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-$".contains(&byte) || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> Vec<&str> {
        governed(text).into_iter().filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn names_further_out_tell() {
        for (text, expected) in [
            ("locals {\n  db = { passwords = [\"hunterA\", \"hunterB\"], user = \"app\" }\n}", vec!["hunterA", "hunterB"]),
            (
                "credentials = {\n  primary = \"hunterA\"\n  deep = { er = \"hunterB\" }\n  username = \"app\"\n}",
                vec!["hunterA", "hunterB"],
            ),
            ("db_password = var.env == \"prod\" ? \"hunterA\" : \"hunterB\"", vec!["hunterA", "hunterB"]),
            ("x = var.env == \"prod\" ? var.db_password : \"hunterA\"", vec!["hunterA"]),
            ("db_password = base64encode(\"hunterA\")", vec!["hunterA"]),
            ("db_password = \"hunter9A${\"hunter8B\"}\"", vec!["hunter9A", "hunter8B"]),
            ("db_password = replace(\"hunterA9b\", \"9b\", \"\")", vec!["hunterA9b"]),
            ("db_password = lookup({ prod = \"hunterA\" }, \"prod\", \"hunter8B7\")", vec!["hunterA", "hunter8B7"]),
            ("x = coalesce(var.db_password, \"hunterA\")", vec!["hunterA"]),
            ("x = contains([\"hunterA\"], var.db_password)", vec!["hunterA"]),
            ("x = \"${coalesce(var.db_password, \"hunterA\")}\"", vec!["hunterA"]),
            ("x = var.db_password == \"hunterA\" || \"hunterB\" != local.token", vec!["hunterA", "hunterB"]),
            ("x = local.creds[\"password\"] == \"hunterA\" ? \"yes1\" : \"no12\"", vec!["hunterA"]),
            ("db_password = \"${var.env}-hunter22!\"", vec!["-hunter22!"]),
            ("output \"password\" {\n  description = \"of it\"\n  value = \"hunterA\"\n}", vec!["hunterA"]),
            ("output \"all\" {\n  value = { x = \"hunterA\" }\n  sensitive = true\n}", vec!["hunterA"]),
            ("variable \"db_password\" {\n  type = string\n  default = [\"hunterA\"]\n  description = \"of it\"\n}", vec!["hunterA"]),
            ("variable \"x\" {\n  description = \"of it\"\n  default = \"hunterA\"\n  sensitive = true\n}", vec!["hunterA"]),
            ("credentials {\n  main = \"hunterA\"\n}", vec!["hunterA"]),
            ("env = [{ name = \"DB_PASSWORD\", secure = \"no12\", value = \"hunterA\" }]", vec!["hunterA"]),
            ("x = \"{\\\"passwords\\\": [\\\"hunterA\\\"], \\\"b\\\": [\\\"shown\\\"]}\"", vec!["hunterA"]),
            (
                "{\"Conditions\": {\"A\": {\"Fn::Equals\": [{\"Ref\": \"DbPassword\"}, \"hunterA\"]}}, \"Description\": \"x\"}",
                vec!["hunterA"],
            ),
            ("{\"Password\": {\"Value\": \"hunterA\", \"Description\": \"of it\"}}", vec!["hunterA"]),
            ("Conditions:\n  A: !Equals [!Ref DbPassword, hunterA]\n", vec!["hunterA"]),
            ("Conditions:\n  A: !Equals\n    - !Ref DbPassword\n    - hunterA\n", vec!["hunterA"]),
            ("Conditions:\n  A:\n    Fn::Equals:\n    - Ref: DbPassword\n    - \"hunterA\"\n", vec!["hunterA"]),
            ("Passwords:\n- hunterA\n- 'hunterB' # why\nOther:\n- shown\n", vec!["hunterA", "hunterB"]),
            ("Passwords: [hunterA, hunterB]\nOther: [shown]\n", vec!["hunterA", "hunterB"]),
            ("Credentials:\n  Main: hunterA\n  UserName: app\n", vec!["hunterA"]),
            ("Password: !If [IsProd, hunterA, !Ref Other]\n", vec!["hunterA"]),
            ("Password: |\n  hunterA\n  hunterB\nX: y\n", vec!["hunterA", "hunterB"]),
            ("Policy: |\n  {\"passwords\": [\"hunterA\"]}\n", vec!["hunterA"]),
            ("Outputs:\n  Password:\n    Description: of it\n    Value: hunterA\n", vec!["hunterA"]),
        ] {
            assert_eq!(hidden(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_secret_stays_readable() {
        for text in [
            "resource \"aws_secretsmanager_secret\" \"password\" {\n  name = \"prod/db\"\n  description = \"The password\"\n}",
            "module \"token\" {\n  source = \"./token\"\n  kind = \"shown\"\n}",
            "data \"aws_secretsmanager_secret_version\" \"db_password\" {\n  version_stage = \"AWSCURRENT\"\n}",
            "db_password = jsondecode(data.aws_secretsmanager_secret_version.x.secret_string)[\"main\"]",
            "db_password = lookup(local.all, \"main\")",
            "db_password = file(\"main.txt\")",
            "db_password = \"${var.env}/db\"",
            "credentials = { role_arn = \"arn:aws:iam::111122223333:role/x\", type = \"shown\", username = \"shown\", region = \"eu-west-1\" }",
            "x = length(var.db_password) > 8 ? \"shown\" : \"other\"",
            "variable \"db_password\" {\n  description = \"shown\"\n  type = string\n  validation {\n    error_message = \"shown too\"\n  }\n}",
            "variable \"shown\" {\n  default = \"shown\"\n  sensitive = false\n}",
            "secrets = [{ name = \"DB_PASSWORD\", valueFrom = \"arn:aws:ssm:x\" }]",
            "password_policy { kind = \"shown\" }",
            "Resources:\n  DbSecret:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      Name: prod\n      GenerateSecretString:\n        ExcludeCharacters: shown\n",
            "Resources:\n  AuthToken:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.12\n",
            "Parameters:\n  DbPassword:\n    Type: String\n    NoEcho: true\n    Description: shown\n    AllowedPattern: '[a-z]*'\n",
            "MasterUserPassword: !Ref DbPassword\nMasterUserName: !Sub '${AWS::StackName}'\n",
            "Password:\n  Fn::GetAtt: [Db, Main]\n",
            "Password: {Type: String, Description: shown}\n",
            "Condition: {StringEquals: {'aws:SourceAccount': '111122223333'}}\n",
        ] {
            assert_eq!(hidden(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn damage_is_no_trouble() {
        for text in [
            "{[(\"",
            "}}}]]",
            "\"\\",
            "a = \"${\"",
            "password = [",
            "- - - -",
            "a:\n\t- b\n- c",
            "é = \"é\"",
            "<<EOF\ndon't\nEOF",
            "password: {",
            "\\\\\"{\\\"",
        ] {
            governed(text);
        }
        governed(&"[".repeat(100_000));
        governed(&"\\\"".repeat(100_000));
        governed(&"a: {\n".repeat(20_000));
        governed(&"{a=".repeat(10_000));
    }
}
