//! The functions of Terraform as the generator calls them.

/// What an argument or a result is meant to be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Wanted {
    Any,
    Bool,
    Number,
    Text,
    List,
    Set,
    Map,
    Null,
    /// One of these, as written.
    One(&'static [&'static str]),
}

pub(super) struct Callable {
    pub(super) name: &'static str,
    pub(super) parameters: &'static [Wanted],
    /// Any number of further arguments.
    pub(super) more: Option<Wanted>,
    pub(super) result: Wanted,
}

const PATTERN: Wanted = Wanted::One(&[
    r#""a""#, r#""[a-z]+""#, r#""(\\w)(\\d)?""#, r#""(?P<first>[a-z])(?P<rest>.*)""#, r#""^$""#, r#""/a|b/""#, r#""/(.)X/""#, r#""[""#, r#""(?i)ABC""#, r#""\\d+$""#, r#"".""#,
]);
const FORMAT: Wanted = Wanted::One(&[
    r#""%s""#, r#""%d""#, r#""%v""#, r#""%s-%s""#, r#""%5.2f""#, r#""%q""#, r#""%#v""#, r#""%05d""#, r#""%-5s|""#, r#""%t""#, r#""%x""#, r#""%%""#, r#""%[2]s %[1]s""#, r#""%e""#,
    r#""%g""#, r#""%+d""#, r#""%b %o""#, r#""%X""#, r#""%5s""#, r#""%.1s""#, r#""a""#, r#""%z""#, r#""%f""#, r#""% d""#, r#""%*d""#, r#""%c""#,
]);
const RANGE: Wanted = Wanted::One(&[r#""10.0.0.0/8""#, r#""192.168.1.0/24""#, r#""fd00::/48""#, r#""10.1.2.3/16""#, r#""10.0.0.0""#, r#""10.0.0.0/33""#, r#""2001:db8::1/64""#, r#""0.0.0.0/0""#]);
const BITS: Wanted = Wanted::One(&["4", "8", "0", "2", "16", "1", "24", "-1", "33"]);
const TIME: Wanted = Wanted::One(&[
    r#""2024-02-29T23:59:59Z""#, r#""2020-01-05T04:03:02+05:30""#, r#""1999-12-31T00:00:00-08:00""#, r#""2024-02-30T00:00:00Z""#, r#""2024-01-01""#, r#""2024-10-07T13:00:00Z""#,
]);
const DURATION: Wanted = Wanted::One(&[r#""1h""#, r#""-10m""#, r#""1h30m5s""#, r#""90s""#, r#""1.5h""#, r#""x""#, r#""500ms""#, r#""0""#, r#""8760h""#]);
const BASE64: Wanted = Wanted::One(&[r#""YWJj""#, r#""YQ==""#, r#""""#, r#""!""#, r#""4pyT""#, r#""/w==""#, r#""YWJj\n""#, r#""YWJ""#]);
const JSON: Wanted = Wanted::One(&[
    r#""{\"b\": 1, \"a\": [true, null]}""#, r#""[1, 2.50, 1e2]""#, r#""\"x\"""#, r#""""#, r#""{""#, r#""null""#, r#""[]""#, r#""{}""#, r#""{\"a\":1,\"a\":2}""#, r#""12345678901234567890""#, r#""[1] x""#,
]);
const YAML: Wanted = Wanted::One(&[
    r#""a: 1\nb: [x, 2.5, yes]""#, r#""- 010\n- 0x1f\n- 1_000\n- ~""#, r#""a: &x {b: 1}\nc: *x""#, r#""{a: 1, a: 2}""#, r#""text""#, r#""""#, r#""a: |\n  x\n  y\n""#, r#""2012-10-17""#, r#""- no\n- on\n- y\n- True""#,
    r#""a: !!str 1""#, r#"".inf""#, r#""1: a""#, r#""a: b: c""#, r#""- 1e3\n- 0o17\n- 0b11\n- +5\n- 1.""#, r#""x: {<<: {a: 1}, b: 2}""#, r#""---\na: 1\n---\nb: 2""#, r#""? a\n: b""#,
]);
const CSV: Wanted = Wanted::One(&[r#""a,b\n1,2\n3,4\n""#, r#""a,b\n1\n""#, r#""a\n\"x,y\"\n""#, r#""""#, r#""a,a\n1,2""#, r#""a,b\n\"x\"\"y\", z ""#]);
const PATH: Wanted = Wanted::One(&[r#""a/b.txt""#, r#""/x/y/""#, r#""""#, r#"".""#, r#""a""#, r#""../b""#, r#""**""#, r#""*.txt""#, r#""a//b/../c""#]);
const FILE: Wanted = Wanted::One(&[r#""files/a.txt""#, r#""files/b.json""#, r#""${path.module}/files/a.txt""#, r#""files""#]);
const FOLDER: Wanted = Wanted::One(&[r#"".""#, r#""files""#, r#""./files/""#]);
const GLOB: Wanted = Wanted::One(&[r#""*.txt""#, r#""**/*.json""#, r#""a.*""#, r#""{a,b}.*""#, r#""none*""#, r#""[ab].txt""#, r#""?.txt""#, r#""*/a.txt""#, r#""*.tf""#]);
const BASE: Wanted = Wanted::One(&["10", "16", "2", "36", "1", "62", "8"]);
const ENCODING: Wanted = Wanted::One(&[r#""UTF-16LE""#, r#""utf-8""#, r#""ISO-8859-1""#, r#""windows-1252""#, r#""UTF-16BE""#, r#""nonesuch""#]);
const LAYOUT: Wanted = Wanted::One(&[r#""YYYY-MM-DD""#, r#""DD MMM YYYY hh:mm ZZZ""#, r#""EEEE, D MMMM YY""#, r#""h:m:s AA 'at' Z""#, r#""HH:mm aa""#, r#""EEE ss ZZZZZ""#, r#""YYYYY""#, r#""'open""#, r#""QQ""#, r#""M/D/YY H""#]);
const UUID: Wanted = Wanted::One(&[r#""dns""#, r#""url""#, r#""oid""#, r#""x500""#, r#""6ba7b810-9dad-11d1-80b4-00c04fd430c8""#, r#""nope""#]);

const fn call(name: &'static str, parameters: &'static [Wanted], more: Option<Wanted>, result: Wanted) -> Callable {
    Callable { name, parameters, more, result }
}

pub(super) const CALLS: &[Callable] = &[
    call("abs", &[Wanted::Number], None, Wanted::Number),
    call("alltrue", &[Wanted::List], None, Wanted::Bool),
    call("anytrue", &[Wanted::List], None, Wanted::Bool),
    call("base64decode", &[BASE64], None, Wanted::Text),
    call("base64encode", &[Wanted::Text], None, Wanted::Text),
    call("base64sha256", &[Wanted::Text], None, Wanted::Text),
    call("base64sha512", &[Wanted::Text], None, Wanted::Text),
    call("basename", &[PATH], None, Wanted::Text),
    call("can", &[Wanted::Any], None, Wanted::Bool),
    call("ceil", &[Wanted::Number], None, Wanted::Number),
    call("chomp", &[Wanted::Text], None, Wanted::Text),
    call("chunklist", &[Wanted::List, Wanted::Number], None, Wanted::List),
    call("cidrhost", &[RANGE, Wanted::Number], None, Wanted::Text),
    call("cidrnetmask", &[RANGE], None, Wanted::Text),
    call("cidrsubnet", &[RANGE, BITS, Wanted::Number], None, Wanted::Text),
    call("cidrsubnets", &[RANGE, BITS], Some(BITS), Wanted::List),
    call("coalesce", &[Wanted::Any, Wanted::Any], Some(Wanted::Any), Wanted::Any),
    call("coalesce", &[Wanted::Text, Wanted::Text], Some(Wanted::Text), Wanted::Text),
    call("coalescelist", &[Wanted::List, Wanted::List], None, Wanted::List),
    call("compact", &[Wanted::List], None, Wanted::List),
    call("concat", &[Wanted::List, Wanted::List], Some(Wanted::List), Wanted::List),
    call("contains", &[Wanted::List, Wanted::Any], None, Wanted::Bool),
    call("csvdecode", &[CSV], None, Wanted::List),
    call("dirname", &[PATH], None, Wanted::Text),
    call("distinct", &[Wanted::List], None, Wanted::List),
    call("element", &[Wanted::List, Wanted::Number], None, Wanted::Any),
    call("endswith", &[Wanted::Text, Wanted::Text], None, Wanted::Bool),
    call("fileexists", &[FILE], None, Wanted::Bool),
    call("file", &[FILE], None, Wanted::Text),
    call("filebase64", &[FILE], None, Wanted::Text),
    call("filebase64sha256", &[FILE], None, Wanted::Text),
    call("filebase64sha512", &[FILE], None, Wanted::Text),
    call("filemd5", &[FILE], None, Wanted::Text),
    call("filesha1", &[FILE], None, Wanted::Text),
    call("filesha256", &[FILE], None, Wanted::Text),
    call("filesha512", &[FILE], None, Wanted::Text),
    call("fileset", &[FOLDER, GLOB], None, Wanted::Set),
    call("flatten", &[Wanted::List], None, Wanted::List),
    call("floor", &[Wanted::Number], None, Wanted::Number),
    call("format", &[FORMAT], Some(Wanted::Any), Wanted::Text),
    call("format", &[FORMAT, Wanted::Any], None, Wanted::Text),
    call("format", &[FORMAT, Wanted::Any, Wanted::Any], None, Wanted::Text),
    call("formatdate", &[LAYOUT, TIME], None, Wanted::Text),
    call("formatlist", &[FORMAT], Some(Wanted::List), Wanted::List),
    call("formatlist", &[FORMAT, Wanted::List], None, Wanted::List),
    call("indent", &[Wanted::Number, Wanted::Text], None, Wanted::Text),
    call("index", &[Wanted::List, Wanted::Any], None, Wanted::Number),
    call("join", &[Wanted::Text, Wanted::List], None, Wanted::Text),
    call("join", &[Wanted::Text, Wanted::List], Some(Wanted::List), Wanted::Text),
    call("jsondecode", &[JSON], None, Wanted::Any),
    call("jsonencode", &[Wanted::Any], None, Wanted::Text),
    call("keys", &[Wanted::Map], None, Wanted::List),
    call("length", &[Wanted::List], None, Wanted::Number),
    call("length", &[Wanted::Any], None, Wanted::Number),
    call("log", &[Wanted::Number, Wanted::Number], None, Wanted::Number),
    call("lookup", &[Wanted::Map, Wanted::Text, Wanted::Any], None, Wanted::Any),
    call("lookup", &[Wanted::Map, Wanted::Text], None, Wanted::Any),
    call("lower", &[Wanted::Text], None, Wanted::Text),
    call("matchkeys", &[Wanted::List, Wanted::List, Wanted::List], None, Wanted::List),
    call("max", &[Wanted::Number, Wanted::Number], Some(Wanted::Number), Wanted::Number),
    call("md5", &[Wanted::Text], None, Wanted::Text),
    call("merge", &[Wanted::Map, Wanted::Map], Some(Wanted::Map), Wanted::Map),
    call("min", &[Wanted::Number, Wanted::Number], Some(Wanted::Number), Wanted::Number),
    call("nonsensitive", &[Wanted::Any], None, Wanted::Any),
    call("one", &[Wanted::List], None, Wanted::Any),
    call("parseint", &[Wanted::Text, BASE], None, Wanted::Number),
    call("pathexpand", &[PATH], None, Wanted::Text),
    call("pow", &[Wanted::Number, Wanted::Number], None, Wanted::Number),
    call("range", &[Wanted::Number], None, Wanted::List),
    call("range", &[Wanted::Number, Wanted::Number], None, Wanted::List),
    call("range", &[Wanted::Number, Wanted::Number, Wanted::Number], None, Wanted::List),
    call("regex", &[PATTERN, Wanted::Text], None, Wanted::Any),
    call("regexall", &[PATTERN, Wanted::Text], None, Wanted::List),
    call("replace", &[Wanted::Text, Wanted::Text, Wanted::Text], None, Wanted::Text),
    call("replace", &[Wanted::Text, PATTERN, Wanted::Text], None, Wanted::Text),
    call("reverse", &[Wanted::List], None, Wanted::List),
    call("setintersection", &[Wanted::Set, Wanted::Set], Some(Wanted::Set), Wanted::Set),
    call("setproduct", &[Wanted::List, Wanted::List], Some(Wanted::List), Wanted::List),
    call("setproduct", &[Wanted::Set, Wanted::Set], None, Wanted::Set),
    call("setsubtract", &[Wanted::Set, Wanted::Set], None, Wanted::Set),
    call("setunion", &[Wanted::Set, Wanted::Set], Some(Wanted::Set), Wanted::Set),
    call("sha1", &[Wanted::Text], None, Wanted::Text),
    call("sha256", &[Wanted::Text], None, Wanted::Text),
    call("sha512", &[Wanted::Text], None, Wanted::Text),
    call("signum", &[Wanted::Number], None, Wanted::Number),
    call("slice", &[Wanted::List, Wanted::Number, Wanted::Number], None, Wanted::List),
    call("sort", &[Wanted::List], None, Wanted::List),
    call("split", &[Wanted::Text, Wanted::Text], None, Wanted::List),
    call("startswith", &[Wanted::Text, Wanted::Text], None, Wanted::Bool),
    call("strcontains", &[Wanted::Text, Wanted::Text], None, Wanted::Bool),
    call("strrev", &[Wanted::Text], None, Wanted::Text),
    call("substr", &[Wanted::Text, Wanted::Number, Wanted::Number], None, Wanted::Text),
    call("sum", &[Wanted::List], None, Wanted::Number),
    call("textdecodebase64", &[BASE64, ENCODING], None, Wanted::Text),
    call("textencodebase64", &[Wanted::Text, ENCODING], None, Wanted::Text),
    call("timeadd", &[TIME, DURATION], None, Wanted::Text),
    call("timecmp", &[TIME, TIME], None, Wanted::Number),
    call("title", &[Wanted::Text], None, Wanted::Text),
    call("tobool", &[Wanted::Any], None, Wanted::Bool),
    call("tolist", &[Wanted::List], None, Wanted::List),
    call("tolist", &[Wanted::Set], None, Wanted::List),
    call("tomap", &[Wanted::Map], None, Wanted::Map),
    call("tonumber", &[Wanted::Any], None, Wanted::Number),
    call("toset", &[Wanted::List], None, Wanted::Set),
    call("tostring", &[Wanted::Any], None, Wanted::Text),
    call("transpose", &[Wanted::Map], None, Wanted::Map),
    call("trim", &[Wanted::Text, Wanted::Text], None, Wanted::Text),
    call("trimprefix", &[Wanted::Text, Wanted::Text], None, Wanted::Text),
    call("trimspace", &[Wanted::Text], None, Wanted::Text),
    call("trimsuffix", &[Wanted::Text, Wanted::Text], None, Wanted::Text),
    call("try", &[Wanted::Any, Wanted::Any], None, Wanted::Any),
    call("upper", &[Wanted::Text], None, Wanted::Text),
    call("urlencode", &[Wanted::Text], None, Wanted::Text),
    call("uuidv5", &[UUID, Wanted::Text], None, Wanted::Text),
    call("values", &[Wanted::Map], None, Wanted::List),
    call("yamldecode", &[YAML], None, Wanted::Any),
    call("yamlencode", &[Wanted::Any], None, Wanted::Text),
    call("zipmap", &[Wanted::List, Wanted::List], None, Wanted::Map),
    call("core::upper", &[Wanted::Text], None, Wanted::Text),
    call("core::length", &[Wanted::Any], None, Wanted::Number),
    call("issensitive", &[Wanted::Any], None, Wanted::Bool),
    call("ephemeralasnull", &[Wanted::Any], None, Wanted::Any),
];
