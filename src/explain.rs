//! Tells a rule, or a finding, as a story.
