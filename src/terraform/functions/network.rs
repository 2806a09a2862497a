//! Functions over address ranges.

use super::Arguments;
use super::Function;
use super::FunctionResult;
use super::Sees;
use super::Stop;
use super::Takes;
use super::fail;
use super::known_text;
use super::number_of;
use crate::mapped_text::{Text, WhyCode};
use crate::value::{Value, ValueType};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("cidrcontains", &[Takes::Text, Takes::Text], Sees::Values, cidrcontains),
    Function::new("cidrhost", &[Takes::Text, Takes::Number], Sees::Values, cidrhost),
    Function::new("cidrnetmask", &[Takes::Text], Sees::Values, cidrnetmask),
    Function::new("cidrsubnet", &[Takes::Text, Takes::Number, Takes::Number], Sees::Values, cidrsubnet),
    Function::new("cidrsubnets", &[Takes::Text], Sees::Values, cidrsubnets).and_more(Takes::Number),
];

/// An address range: its first address as a number, the length of its prefix, and how many bits an address has.
#[derive(Clone, Copy)]
struct Range {
    first: u128,
    prefix: u32,
    bits: u32,
}

impl Range {
    fn parse(text: &str) -> Result<Range, Stop> {
        let parsed = text.split_once('/').and_then(|(address, prefix)| {
            let address: IpAddr = address.parse().ok()?;
            let prefix: u32 = prefix.parse().ok()?;
            let (value, bits) = match address {
                IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
                IpAddr::V6(address) => (u128::from(address), 128),
            };
            let range = Range { first: value, prefix, bits };
            (prefix <= bits).then(|| Range { first: value & !range.host_mask(), ..range })
        });
        parsed.ok_or_else(|| Stop::Failed("the text is no address range".to_owned()))
    }

    fn host_mask(self) -> u128 {
        1u128.checked_shl(self.bits - self.prefix).map_or(u128::MAX, |size| size - 1)
    }

    fn address(self, value: u128) -> String {
        match u32::try_from(value) {
            Ok(value) if self.bits == 32 => Ipv4Addr::from(value).to_string(),
            _ => Ipv6Addr::from(value).to_string(),
        }
    }

    fn subnet(self, more: u32, number: u128) -> Result<Range, Stop> {
        let prefix = self.prefix + more;
        let too_large = more < 128 && number >> more != 0;
        if prefix > self.bits || too_large {
            return fail("the subnet does not fit");
        }
        let shift = self.bits - prefix;
        Ok(Range { first: self.first | number.checked_shl(shift).unwrap_or(0), prefix, bits: self.bits })
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address(self.first), self.prefix)
    }
}

fn cidrhost(a: &Arguments<'_, '_>) -> FunctionResult {
    let range = Range::parse(&a.known(0)?)?;
    let number = a.int(1)?;
    if u64::try_from(number.unsigned_abs()).is_err() {
        return Ok(Value::unknown(WhyCode::NotComputed, "hosts with numbers of more than 64 bits are not computed", a.span));
    }
    let size = range.host_mask();
    let offset = u128::try_from(number).ok().or_else(|| (size + 1).checked_sub(number.unsigned_abs()));
    match offset.filter(|offset| *offset <= size) {
        Some(offset) => a.ok_text(range.address(range.first | offset)),
        None => fail("the host does not fit"),
    }
}

fn cidrnetmask(a: &Arguments<'_, '_>) -> FunctionResult {
    let range = Range::parse(&a.known(0)?)?;
    if range.bits != 32 {
        return fail("IPv6 has no netmasks");
    }
    a.ok_text(range.address(u128::from(u32::MAX) & !range.host_mask()))
}

fn cidrsubnet(a: &Arguments<'_, '_>) -> FunctionResult {
    let range = Range::parse(&a.known(0)?)?;
    let (Ok(more), Ok(number)) = (u32::try_from(a.int(1)?), u128::try_from(a.int(2)?)) else {
        return Ok(Value::unknown(WhyCode::NotComputed, "a subnet with a negative number is not computed", a.span));
    };
    a.ok_text(range.subnet(more.min(256), number)?.to_string())
}

/// <https://developer.hashicorp.com/terraform/language/functions/cidrsubnets>
fn cidrsubnets(a: &Arguments<'_, '_>) -> FunctionResult {
    let range = Range::parse(&known_text(a.get(0)?)?)?;
    if range.first == 0 && a.values.len() > 1 {
        // Terraform looks for the subnet before the first one.
        return fail("there is no address before the range");
    }
    let mut next = range.first;
    let mut items = vec![];
    for more in a.values.iter().skip(1) {
        let more = number_of(more)?.to_int().and_then(|more| u32::try_from(more).ok()).filter(|more| (1..=32).contains(more));
        let Some(more) = more else { return fail("a prefix is extended by 1 to 32 bits") };
        let prefix = range.prefix.saturating_add(more);
        if prefix > range.bits {
            return fail("the subnet does not fit");
        }
        let subnet = Range { first: next, prefix, bits: range.bits };
        let mask = subnet.host_mask();
        let first = next.checked_add(mask).map(|end| end & !mask).filter(|first| *first <= range.first | range.host_mask());
        let Some(first) = first else { return fail("the subnets do not fit") };
        let subnet = Range { first, ..subnet };
        next = first.wrapping_add(mask).wrapping_add(1);
        items.push(Value::text(Text::computed(subnet.to_string(), a.span), a.span));
    }
    a.ok_list(items, &ValueType::Text)
}

fn cidrcontains(a: &Arguments<'_, '_>) -> FunctionResult {
    let range = Range::parse(&a.known(0)?)?;
    let inner = a.known(1)?;
    let inner = if inner.contains('/') { inner } else { format!("{inner}/{}", range.bits) };
    let inner = Range::parse(&inner)?;
    a.ok_bool(inner.bits == range.bits && inner.prefix >= range.prefix && inner.first & !range.host_mask() == range.first)
}
