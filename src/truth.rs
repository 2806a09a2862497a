//! The three answers: no, unknown, yes.

/// An answer in Kleene's logic. The order `No < Unknown < Yes` makes AND a minimum and OR a maximum.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    /// Yes if all are, no if one is not.
    pub fn all(answers: impl IntoIterator<Item = Truth>) -> Truth {
        answers.into_iter().fold(Truth::Yes, Truth::and)
    }

    /// Yes if one is, no if none is.
    pub fn any(answers: impl IntoIterator<Item = Truth>) -> Truth {
        answers.into_iter().fold(Truth::No, Truth::or)
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
            Truth::Yes => Truth::No,
        }
    }
}

impl From<bool> for Truth {
    fn from(answer: bool) -> Truth {
        if answer { Truth::Yes } else { Truth::No }
    }
}
