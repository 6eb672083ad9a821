// A condition may be written with or without `${{ }}`; without, it is an expression only here, so the schema has not
// looked into it yet.
#include "workflow/convert/condition.h"

#include <fmt/format.h>

#include <utility>

#include "expr/ordinal.h"
#include "workflow/template_reader.h"

namespace ropewalk::workflow {
namespace {

bool calls_status_function(const expr::Expression& expression) {
  return expression.calls("success") || expression.calls("failure") || expression.calls("always") ||
         expression.calls("cancelled");
}

DefinitionIndex definition_of(const Schema& schema, ConditionKind kind) {
  if (&schema == &action_schema()) {
    return root(schema, ActionRoot::kStepCondition);
  }
  switch (kind) {
    case ConditionKind::kJob: return root(schema, WorkflowRoot::kJobCondition);
    case ConditionKind::kStep: return root(schema, WorkflowRoot::kStepCondition);
    case ConditionKind::kSnapshot: return root(schema, WorkflowRoot::kSnapshotCondition);
  }
  return 0;
}

/// Notes an error in a condition that is written without brackets.
void note_error(Conversion& conversion, const Token& token, const ContextVocabulary& vocabulary,
                const expr::ExpressionError& error) {
  const SourceFilePtr& file = conversion.state.files[token.file];
  Span place = token.span;
  const std::string_view seen = token.text.substr(0, error.span.end);
  if (file->text().substr(place.begin).starts_with(seen)) {
    place = {token.span.begin + error.span.begin, token.span.begin + error.span.end};
  }
  conversion.state.problems.add({.error = {ErrorKind::kInvalid,
                                           error.message,
                                           vocabulary_hint(conversion.state, vocabulary, error),
                                           {file, place}},
                                 .reported_offset = token.span.begin});
}

/// The place's contexts and functions.
const ContextVocabulary& vocabulary_of(Conversion& conversion, ConditionKind kind) {
  std::optional<ContextVocabulary>& known = conversion.vocabularies[static_cast<std::size_t>(kind)];
  if (!known) {
    const DefinitionIndex definition = definition_of(conversion.schema, kind);
    known.emplace(conversion.schema, conversion.schema.definitions[definition].contexts);
  }
  return *known;
}

Condition plain_success(Conversion& conversion, Span span) {
  if (!conversion.success) {
    const ContextVocabulary& vocabulary = vocabulary_of(conversion, ConditionKind::kStep);
    conversion.success = *expr::Expression::parse("success()", vocabulary.get());
  }
  return {.expression = *conversion.success, .written = {}, .span = span};
}

}  // namespace

std::optional<Condition> convert_condition(Conversion& conversion, const Token* token, ConditionKind kind) {
  if (token == nullptr) {
    return plain_success(conversion, {});
  }
  if (expr::trim_white_space(token->text).empty()) {
    return plain_success(conversion, token->span);
  }
  const ContextVocabulary& vocabulary = vocabulary_of(conversion, kind);
  std::optional<expr::Expression> written;
  if (token->kind == Token::Kind::kExpression) {
    written = *token->expression;
  } else {
    auto parsed = expr::Expression::parse(token->text, vocabulary.get());
    if (!parsed) {
      note_error(conversion, *token, vocabulary, parsed.error());
      return std::nullopt;
    }
    written = std::move(*parsed);
  }
  if (calls_status_function(*written)) {
    return Condition{std::move(*written), token->text, token->span};
  }
  auto wrapped = expr::Expression::parse(fmt::format("success() && ({})", token->text), vocabulary.get());
  if (!wrapped) {
    conversion.state.error_at(*token, wrapped.error().message);
    return std::nullopt;
  }
  return Condition{std::move(*wrapped), token->text, token->span};
}

}  // namespace ropewalk::workflow
