//! deputylint.toml: what a project says about its accounts, files and rules.
