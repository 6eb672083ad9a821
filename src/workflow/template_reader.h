// Reads YAML nodes into tokens by a schema: GitHub's TemplateReader (actions/runner,
// src/Sdk/WorkflowParser/ObjectTemplating/TemplateReader.cs), with the same errors in the same order.
//
// A value is read where its definition is known. A mapping that may be of several kinds starts with all of them, and
// each key strikes out those that do not have it. Errors of the schema are noted and reading goes on; what GitHub
// throws (broken YAML, a limit, a bad tag) stops the file, and then there is no token.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/arena.h"
#include "workflow/expression_text.h"
#include "workflow/key_set.h"
#include "workflow/read_state.h"
#include "workflow/schema.h"
#include "workflow/token.h"
#include "yaml/document.h"

namespace ropewalk::workflow {

/// The file as one token; empty when reading stopped. Errors are in `state`. Texts of the token live in the document's
/// file and memory and in `arena`.
[[nodiscard]] std::optional<Token> read_template(const yaml::Document& document, const Schema& schema,
                                                 DefinitionIndex root, ReadState& state, Arena& arena);

/// What may help somebody who used a name that a place does not know; empty when nothing does.
[[nodiscard]] std::string vocabulary_hint(const ReadState& state, const ContextVocabulary& vocabulary,
                                          const expr::ExpressionError& error);

/// Reads one file; used once. The members are spread over template_reader.cpp, template_mapping.cpp,
/// template_scalar.cpp and template_expression.cpp. Functions that answer a bool say whether reading goes on.
class TemplateReader {
 public:
  TemplateReader(const yaml::Document& document, const Schema& schema, ReadState& state, Arena& arena);
  [[nodiscard]] std::optional<Token> read(DefinitionIndex root);

 private:
  /// A definition and what expressions may use there: its own contexts and those of everything around it.
  struct Place {
    const Definition* definition = nullptr;
    ContextSet contexts = 0;
  };
  /// The kinds that a mapping may still be of: one bit for each of its definition's alternatives.
  using Candidates = std::uint32_t;

  [[nodiscard]] Place inside(const Place& place, DefinitionIndex definition) const;
  [[nodiscard]] const yaml::Node& node(std::uint32_t index) const;

  /// Values (template_reader.cpp)
  bool read_value(std::uint32_t index, const Place& place, Token& out);
  bool read_sequence(const yaml::Node& node, const Place& place, Token& out);
  bool skip(std::uint32_t index);
  bool skip_children(const yaml::Node& node);
  bool count_nodes(std::size_t count);
  bool enter();
  void leave() { --depth_; }
  bool stop(Span span, std::string message, std::string hint = {});
  bool stop_where_the_file_breaks_off();

  /// Mappings (template_mapping.cpp)
  struct MappingRead;
  bool read_mapping(const yaml::Node& node, const Place& place, Token& out);
  bool read_members(MappingRead& read);
  bool read_member(MappingRead& read, std::uint32_t key_index, std::uint32_t value_index);
  bool read_expression_key(MappingRead& read, std::uint32_t value_index);
  bool read_named_key(MappingRead& read, std::uint32_t value_index);
  const Property* match_key(MappingRead& read, std::string_view key) const;
  [[nodiscard]] std::string first_place(const MappingRead& read, std::string_view key) const;
  [[nodiscard]] std::string hint_for_step(const MappingRead& read) const;
  void report_unknown_key(const MappingRead& read);
  void report_undecided(const MappingRead& read);
  void report_missing(const MappingRead& read);
  [[nodiscard]] bool is_enabled(Feature feature) const;

  /// Scalars (template_scalar.cpp)
  bool read_literal(const yaml::Node& node, Token& out);
  bool read_tagged(const yaml::Node& node, Token& out);
  bool refuse_number(const yaml::Node& node, std::string_view tag);
  void validate(const Place& place, Token& token);
  bool count_scalar(const Token& token);
  [[nodiscard]] std::size_t utf16_units(std::string_view text) const;
  [[nodiscard]] const ContextVocabulary& vocabulary(ContextSet contexts);

  /// Expressions (template_expression.cpp)
  /// The `number`th expression of a scalar.
  struct PartPlace {
    const yaml::Node& node;
    ContextSet contexts;
    Token token;
    std::size_t number;
  };
  void read_expressions(const yaml::Node& node, ContextSet contexts, Token& token);
  void find_error(PartPlace place, const ExpressionParts& found, Token& token);
  bool check_part(const PartPlace& place, std::string_view expression, Token& out);
  void take_expression(expr::Expression parsed, Token& token);
  void note_error(const PartPlace& place, std::string_view seen, std::string message, std::string hint = {},
                  Span within = {});

  const yaml::Document& document_;
  const Schema& schema_;
  ReadState& state_;
  Arena& arena_;
  std::uint16_t file_;
  int depth_ = 0;
  std::size_t node_count_ = 0;
  std::vector<std::string_view> keys_;
  std::vector<ContextVocabulary> vocabularies_;
};

}  // namespace ropewalk::workflow
