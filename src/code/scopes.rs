//! The scopes of TextMate grammars → our classes, by the longest prefix that the list has.
//!
//! Scopes that the list does not have change nothing, so the quotes of a string look like the string.

use syntect::parsing::Scope;

use crate::python::Class;

/// What a scope does to the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the scope around it counts.
    Inherit,
    /// Plain text, even within a string: code that is put into it.
    Plain,
    /// A class.
    Class(Class),
    /// A class that no scope within can change, escape sequences apart.
    Whole(Class),
    /// An escape sequence.
    Escape,
    /// The colon behind a key: what stands right before it is a key, whatever it looked like (`on:`, `"a":`).
    KeyEnd,
}

/// The list, ready for look-ups: longest prefix first.
pub struct Table(Vec<(Scope, Effect)>);

impl Table {
    /// Prepares the list. Prefixes that syntect cannot read are left out; a test says that there are none.
    pub fn new() -> Self {
        let mut entries: Vec<_> =
            LIST.iter().filter_map(|(prefix, effect)| Some((Scope::new(prefix).ok()?, *effect))).collect();
        entries.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        Self(entries)
    }

    /// What `scope` does.
    pub fn effect(&self, scope: Scope) -> Effect {
        let found = self.0.iter().find(|(prefix, _)| prefix.is_prefix_of(scope));
        found.map_or(Effect::Inherit, |(_, effect)| *effect)
    }
}

use Effect::{Escape, Inherit, KeyEnd, Plain, Whole};

const fn class(class: Class) -> Effect {
    Effect::Class(class)
}

#[rustfmt::skip]
const LIST: &[(&str, Effect)] = &[
    // code within code
    ("source", Plain),
    ("text", Plain),
    ("meta.interpolation", Plain),
    ("meta.embedded", Plain),
    ("meta.template.expression", Plain),
    ("meta.string-interpolation", Plain),
    ("meta.group.expansion.command", Plain), // the shell's $(…) and $((…))
    ("meta.group.expansion.arithmetic", Plain),
    // comments
    ("comment", class(Class::Comment)),
    ("comment.line", class(Class::CommentSingle)),
    ("comment.block", class(Class::CommentMultiline)),
    ("comment.line.shebang", class(Class::CommentPreprocessor)),
    // strings
    ("string", class(Class::Str)),
    ("string.quoted.single", class(Class::StrSingle)),
    ("string.quoted.double", class(Class::StrDouble)),
    ("string.quoted.triple", class(Class::StrDouble)),
    ("string.quoted.other", class(Class::StrOther)),
    ("string.quoted.backtick", class(Class::StrBacktick)),
    ("string.interpolated", class(Class::StrBacktick)),
    ("string.template", class(Class::StrBacktick)),
    ("string.other.math", Plain),
    ("string.regexp", class(Class::StrRegex)),
    ("string.unquoted", class(Class::Str)),
    ("string.unquoted.heredoc", class(Class::StrHeredoc)),
    ("string.unquoted.plain.out", Plain), // YAML's plain values
    ("string.unquoted.plain.in", Plain),
    ("string.unquoted.shell", Plain),
    ("string.name.value.ini", Plain),
    ("storage.type.string", class(Class::StrAffix)),
    ("keyword.control.heredoc-token", class(Class::StrHeredoc)),
    ("keyword.control.anchor.regexp", class(Class::StrRegex)),
    ("keyword.operator.or.regexp", class(Class::StrRegex)),
    ("keyword.operator.quantifier.regexp", class(Class::StrRegex)),
    ("keyword.other.template", class(Class::StrBacktick)),
    ("keyword.other.substitution", class(Class::StrInterpolation)),
    ("punctuation.section.interpolation", class(Class::StrInterpolation)),
    ("punctuation.section.embedded", class(Class::StrInterpolation)),
    ("punctuation.definition.template-expression", class(Class::StrInterpolation)),
    // constants
    ("constant", class(Class::Constant)),
    ("constant.character", class(Class::StrChar)),
    ("constant.character.escape", Escape),
    ("constant.character.entity", class(Class::Entity)),
    ("constant.language", class(Class::KeywordConstant)),
    ("constant.numeric", class(Class::Number)),
    ("constant.numeric.integer", class(Class::NumberInteger)),
    ("constant.numeric.integer.decimal", class(Class::NumberInteger)),
    ("constant.numeric.integer.hexadecimal", class(Class::NumberHex)),
    ("constant.numeric.integer.octal", class(Class::NumberOctal)),
    ("constant.numeric.integer.binary", class(Class::NumberBinary)),
    ("constant.numeric.decimal", class(Class::NumberInteger)),
    ("constant.numeric.float", class(Class::NumberFloat)),
    ("constant.numeric.hex", class(Class::NumberHex)),
    ("constant.other.database-name", Plain),
    ("constant.other.table-name", Plain),
    ("constant.other.language-name", Plain),
    ("constant.other.color", class(Class::NumberHex)),
    ("constant.other.placeholder", class(Class::StrInterpolation)),
    ("constant.other.symbol", class(Class::StrSymbol)),
    ("constant.other.timestamp", class(Class::LiteralDate)),
    ("constant.other.datetime", class(Class::LiteralDate)),
    ("constant.other.date", class(Class::LiteralDate)),
    ("constant.other.time", class(Class::LiteralDate)),
    // keywords
    ("keyword", class(Class::Keyword)),
    ("keyword.operator", class(Class::Operator)),
    ("keyword.operator.word", class(Class::OperatorWord)),
    ("keyword.operator.logical.python", class(Class::OperatorWord)),
    ("keyword.operator.logical.sql", class(Class::OperatorWord)),
    ("keyword.operator.new", class(Class::Keyword)),
    ("keyword.operator.accessor", Plain),
    ("keyword.operator.assignment.alias", class(Class::Keyword)), // SQL's AS
    ("keyword.operator.dockerfile", class(Class::Keyword)),
    ("keyword.operator.logical.continue.shell", Plain),
    ("keyword.operator.module", class(Class::KeywordNamespace)),
    ("keyword.operator.type.annotation", Plain),
    ("keyword.control.property.anchor", class(Class::Label)),
    ("keyword.control.flow.alias", class(Class::Label)),
    ("keyword.name.ini", class(Class::Attribute)),
    ("keyword.control.import", class(Class::KeywordNamespace)),
    ("keyword.import", class(Class::KeywordNamespace)),
    ("keyword.other.import", class(Class::KeywordNamespace)),
    ("keyword.control.directive", class(Class::CommentPreprocessor)),
    ("keyword.control.preprocessor", class(Class::CommentPreprocessor)),
    ("keyword.declaration", class(Class::KeywordDeclaration)),
    ("keyword.declaration.import", class(Class::KeywordNamespace)),
    ("keyword.other.unit", class(Class::KeywordType)),
    ("storage", class(Class::KeywordDeclaration)),
    ("storage.modifier", class(Class::Keyword)),
    ("storage.modifier.lifetime", class(Class::Label)),
    ("storage.type.function.arrow", class(Class::Operator)),
    ("storage.type.tag-handle", class(Class::KeywordType)),
    ("storage.type.primitive", class(Class::KeywordType)),
    ("storage.type.built-in", class(Class::KeywordType)),
    ("storage.type.numeric", class(Class::KeywordType)),
    ("storage.type.boolean", class(Class::KeywordType)),
    ("storage.type.c", class(Class::KeywordType)),
    ("storage.type.go", class(Class::KeywordType)),
    ("storage.type.sql", class(Class::KeywordType)),
    ("storage.type.haskell", class(Class::KeywordType)),
    // names
    ("entity.name", Plain), // singled out, without saying as what
    ("entity.name.class", class(Class::ClassName)),
    ("entity.name.struct", class(Class::ClassName)),
    ("entity.name.enum", class(Class::ClassName)),
    ("entity.name.enum.tag-digest", Plain),
    ("entity.name.union", class(Class::ClassName)),
    ("entity.name.interface", class(Class::ClassName)),
    ("entity.name.trait", class(Class::ClassName)),
    ("entity.name.impl", class(Class::ClassName)),
    ("entity.name.type", class(Class::ClassName)),
    ("entity.name.constant", class(Class::Constant)),
    ("entity.name.function", class(Class::Function)),
    ("entity.name.macro", class(Class::Function)),
    ("entity.name.filename", class(Class::Heading)),
    ("entity.name.label", class(Class::Label)),
    ("entity.name.module", class(Class::Module)),
    ("entity.name.namespace", class(Class::Module)),
    ("entity.name.import", class(Class::Module)),
    ("entity.name.section", class(Class::Keyword)),
    ("entity.name.section.diff", class(Class::Subheading)),
    ("entity.name.table", class(Class::Keyword)),
    ("entity.name.section.markdown", class(Class::Heading)),
    ("entity.name.tag", class(Class::Tag)),
    ("entity.name.variable", class(Class::Variable)),
    ("entity.name.other.anchor", class(Class::Label)),
    ("entity.other.jinja2.delimiter", class(Class::CommentPreprocessor)),
    ("entity.other.jinja2.delimiter.comment", Inherit),
    ("entity.other.pseudo-class", class(Class::Decorator)),
    ("entity.other.pseudo-element", class(Class::Decorator)),
    ("entity.section.ini", class(Class::Keyword)),
    ("entity.other.attribute-name", class(Class::Attribute)),
    ("entity.other.attribute-name.class.css", class(Class::ClassName)),
    ("entity.other.attribute-name.id.css", class(Class::Module)),
    ("entity.other.inherited-class", class(Class::ClassName)),
    ("support", class(Class::Builtin)),
    ("support.constant", class(Class::KeywordConstant)),
    ("support.type.custom-property", class(Class::Variable)),
    ("support.type.property-name", class(Class::Attribute)),
    ("support.type.primitive", class(Class::KeywordType)),
    ("support.type.builtin", class(Class::KeywordType)),
    ("variable", Plain),
    ("variable.annotation", class(Class::Decorator)),
    ("variable.function", class(Class::Function)),
    ("variable.language", class(Class::BuiltinPseudo)),
    ("variable.language.star", class(Class::Operator)),
    ("variable.other.alias.yaml", class(Class::Label)),
    ("variable.other.constant", class(Class::Constant)),
    ("variable.other.readwrite.shell", class(Class::Variable)),
    ("variable.other.readwrite.assignment.shell", class(Class::Variable)),
    ("variable.language.shell", class(Class::Variable)),
    ("variable.other.readwrite.powershell", class(Class::Variable)),
    ("variable.other.readwrite.instance", class(Class::Variable)),
    ("variable.other.php", class(Class::Variable)),
    ("variable.other.makefile", class(Class::Variable)),
    ("variable.other.dockerfile", class(Class::Variable)),
    ("punctuation.definition.annotation", class(Class::Decorator)),
    ("punctuation.decorator", class(Class::Decorator)),
    ("punctuation.definition.tag", class(Class::Tag)),
    ("punctuation.definition.variable", class(Class::Variable)),
    ("punctuation.section.expansion.parameter", class(Class::Variable)),
    ("punctuation.section", Plain),
    ("punctuation.separator", Plain),
    ("punctuation.separator.decimal", Inherit),
    ("punctuation.separator.key-value.mapping.yaml", KeyEnd),
    ("punctuation.terminator", Plain),
    ("punctuation.terminator.entity", Inherit),
    ("punctuation.accessor", Plain),
    // data
    ("meta.mapping.key.json", Whole(Class::Tag)),
    ("meta.tag.section.ini", class(Class::Keyword)),
    ("meta.tag.sgml.doctype", Whole(Class::CommentPreprocessor)),
    // text
    ("markup.bold", class(Class::Strong)),
    ("markup.italic", class(Class::Emphasis)),
    ("markup.heading", class(Class::Heading)),
    ("markup.raw", class(Class::StrBacktick)),
    ("markup.inserted", class(Class::Inserted)),
    ("markup.deleted", class(Class::Deleted)),
    ("markup.underline.link", class(Class::Attribute)),
    ("meta.diff.header", class(Class::Heading)),
    ("meta.diff.range", class(Class::Subheading)),
    ("meta.diff.index", class(Class::Heading)),
    ("invalid", Inherit),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_counts() {
        let table = Table::new();
        assert_eq!(table.0.len(), LIST.len(), "every prefix can be read");
        let effect = |scope: &str| Scope::new(scope).ok().map(|scope| table.effect(scope));
        assert_eq!(effect("string.quoted.double.rust"), Some(Effect::Class(Class::StrDouble)));
        assert_eq!(effect("string.quoted.strange"), Some(Effect::Class(Class::Str)));
        assert_eq!(effect("stringent"), Some(Effect::Inherit));
        assert_eq!(effect("keyword.operator.word.sql"), Some(Effect::Class(Class::OperatorWord)));
    }
}
