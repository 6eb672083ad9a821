// Values, sequences and limits.
#include "workflow/template_reader.h"

#include <utility>

#include "base/strings.h"

namespace ropewalk::workflow {
namespace {

/// How many YAML events GitHub reads of one file, those behind aliases counted each time (YamlObjectReader.cs).
constexpr std::size_t kMostEvents = 50'000;

}  // namespace

std::optional<Token> read_template(const yaml::Document& document, const Schema& schema, DefinitionIndex root,
                                   ReadState& state, Arena& arena) {
  return TemplateReader(document, schema, state, arena).read(root);
}

TemplateReader::TemplateReader(const yaml::Document& document, const Schema& schema, ReadState& state, Arena& arena)
    : document_(document), schema_(schema), state_(state), arena_(arena), file_(state.file_index(document.file)) {}

std::optional<Token> TemplateReader::read(DefinitionIndex root) {
  if (document_.nodes.empty()) {
    stop_where_the_file_breaks_off();
    return std::nullopt;
  }
  const Definition& definition = schema_.definitions[root];
  Token token;
  // The start of the stream and of the document are events, too.
  if (!count_nodes(2) || !read_value(0, {&definition, definition.contexts}, token)) {
    return std::nullopt;
  }
  if (document_.problem) {
    stop_where_the_file_breaks_off();
    return std::nullopt;
  }
  return token;
}

TemplateReader::Place TemplateReader::inside(const Place& place, DefinitionIndex definition) const {
  const Definition& inner = schema_.definitions[definition];
  return {&inner, place.contexts | inner.contexts};
}

const yaml::Node& TemplateReader::node(std::uint32_t index) const { return document_.resolve(document_.nodes[index]); }

bool TemplateReader::read_value(std::uint32_t index, const Place& place, Token& out) {
  const yaml::Node& value = node(index);
  out.file = file_;
  out.span = value.span;
  switch (value.kind) {
    case yaml::NodeKind::kScalar:
      if (!count_nodes(1) || !read_literal(value, out)) {
        return false;
      }
      read_expressions(value, place.contexts, out);
      validate(place, out);
      return count_scalar(out);
    case yaml::NodeKind::kSequence: return read_sequence(value, place, out);
    case yaml::NodeKind::kMapping: return read_mapping(value, place, out);
    case yaml::NodeKind::kAlias: return stop(value.span, "Unexpected alias");
  }
  return false;
}

bool TemplateReader::read_sequence(const yaml::Node& node, const Place& place, Token& out) {
  out.kind = Token::Kind::kSequence;
  if (!count_nodes(2) || !enter()) {
    return false;
  }
  if (!state_.budget.add_object()) {
    return stop(node.span, "Maximum object size exceeded");
  }
  if (place.definition->item == 0) {
    state_.error_at(out, "A sequence was not expected");
    if (!skip_children(node)) {
      return false;
    }
  } else {
    const Place item_place = inside(place, place.definition->item);
    const std::span<Token> items = arena_.make_array<Token>(node.child_count);
    std::uint32_t child = static_cast<std::uint32_t>(&node - document_.nodes.data()) + 1;
    for (Token& item : items) {
      if (!read_value(child, item_place, item)) {
        return false;
      }
      child = document_.nodes[child].next;
    }
    out.items = items;
  }
  if (!node.is_closed) {
    return stop_where_the_file_breaks_off();
  }
  leave();
  return true;
}

/// Passes over a value that has no place in the result. Limits count there, too.
bool TemplateReader::skip(std::uint32_t index) {
  const yaml::Node& value = node(index);
  if (value.kind == yaml::NodeKind::kScalar) {
    Token unused;
    unused.file = file_;
    unused.span = value.span;
    return count_nodes(1) && read_literal(value, unused);
  }
  if (!count_nodes(2) || !enter() || !skip_children(value)) {
    return false;
  }
  if (!value.is_closed) {
    return stop_where_the_file_breaks_off();
  }
  leave();
  return true;
}

bool TemplateReader::skip_children(const yaml::Node& node) {
  std::uint32_t child = static_cast<std::uint32_t>(&node - document_.nodes.data()) + 1;
  for (std::uint32_t number = 0; number < node.child_count; ++number) {
    if (!skip(child)) {
      return false;
    }
    child = document_.nodes[child].next;
  }
  return true;
}

bool TemplateReader::count_nodes(std::size_t count) {
  node_count_ += count;
  if (node_count_ <= kMostEvents || !state_.options.allows_anchors) {
    return true;
  }
  return stop({}, "Maximum YAML nodes exceeded", "GitHub reads at most 50,000 values of one file, aliases followed.");
}

bool TemplateReader::enter() {
  if (depth_++ < state_.options.max_depth) {
    return true;
  }
  return stop({}, "Maximum object depth exceeded");
}

bool TemplateReader::stop(Span span, std::string message, std::string hint) {
  state_.file_error(document_.file, span, std::move(message), std::move(hint));
  return false;
}

bool TemplateReader::stop_where_the_file_breaks_off() {
  if (!document_.problem) {
    return stop({}, "Unexpected end of the file");
  }
  const yaml::DocumentProblem& problem = *document_.problem;
  switch (problem.kind) {
    case yaml::ProblemKind::kEmpty:
      return stop(problem.span, "Expected document start parse event", "The file is empty or holds only comments.");
    case yaml::ProblemKind::kSeveralDocuments:
      return stop(problem.span, "Expected stream end parse event", problem.hint);
    case yaml::ProblemKind::kTooDeep:
    case yaml::ProblemKind::kRecursiveAlias:
      return stop(problem.span, "Maximum object depth exceeded", problem.message);
    case yaml::ProblemKind::kTooMany: return stop(problem.span, "Maximum YAML nodes exceeded", problem.message);
    case yaml::ProblemKind::kAnchor:
    case yaml::ProblemKind::kUnknownAlias: return stop(problem.span, problem.message, problem.hint);
    case yaml::ProblemKind::kSyntax:
      state_.problems.add({.error = yaml::to_error(document_), .reported_offset = problem.span.begin});
      return false;
  }
  return false;
}

}  // namespace ropewalk::workflow
