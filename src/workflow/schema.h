// What GitHub's files may say, as tables. The build makes them from data/*-schema.txt (tools/generate_schema.py).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "expr/expression.h"
#include "workflow/dialect.h"

namespace ropewalk::workflow {

/// An index into Schema::definitions; 0 is no definition.
using DefinitionIndex = std::uint16_t;

/// A set of rows of Schema::contexts, one bit each: what expressions in a place may use.
using ContextSet = std::uint32_t;

constexpr int kUnlimitedArguments = std::numeric_limits<int>::max();

/// What can be switched off.
enum class Feature : std::uint8_t { kNone, kBackground };

/// One key of a mapping.
struct Property {
  std::string_view name;
  DefinitionIndex value = 0;
  bool is_required = false;
  Feature feature = Feature::kNone;
};

/// The keys of one kind of mapping; `loose_key` is the definition of keys that it does not name, 0 when it takes none.
struct Mapping {
  std::uint16_t first_property = 0;
  std::uint16_t property_count = 0;
  DefinitionIndex loose_key = 0;
  DefinitionIndex loose_value = 0;
};

/// Which strings a definition takes.
enum class StringRule : std::uint8_t { kNone, kAny, kNotEmpty, kNotEmptyInTestData, kOneOf };

/// What a value may be; alternatives are already merged.
struct Definition {
  std::string_view name;
  ContextSet contexts = 0;
  bool takes_null = false;
  bool takes_boolean = false;
  bool takes_number = false;
  StringRule strings = StringRule::kNone;
  /// For kOneOf, the words among Schema::values.
  std::uint16_t first_value = 0;
  std::uint16_t value_count = 0;
  /// The definition of a sequence's items; 0 when it takes no sequence.
  DefinitionIndex item = 0;
  /// The mappings that it can be, among Schema::alternatives; at most 32.
  std::uint16_t first_alternative = 0;
  std::uint16_t alternative_count = 0;
};

/// A context, or a function with how many arguments it takes.
struct ContextName {
  std::string_view name;
  bool is_function = false;
  int min_arguments = 0;
  int max_arguments = 0;
};

struct Schema {
  std::span<const Definition> definitions;
  std::span<const std::uint16_t> alternatives;
  std::span<const Mapping> mappings;
  std::span<const Property> properties;
  std::span<const std::string_view> values;
  std::span<const ContextName> contexts;
  std::span<const DefinitionIndex> roots;

  [[nodiscard]] const Mapping& alternative(const Definition& definition, std::size_t number) const {
    return mappings[alternatives[definition.first_alternative + number]];
  }
  [[nodiscard]] std::span<const Property> properties_of(const Mapping& mapping) const {
    return properties.subspan(mapping.first_property, mapping.property_count);
  }
  [[nodiscard]] std::span<const std::string_view> values_of(const Definition& definition) const {
    return values.subspan(definition.first_value, definition.value_count);
  }
  /// Whether a string fits.
  [[nodiscard]] bool takes_string(const Definition& definition, std::string_view text, const Dialect& dialect) const;
  /// The key of a mapping by its exact name; null when it has none.
  [[nodiscard]] const Property* find_property(const Mapping& mapping, std::string_view name) const;
};

/// Where reading starts, in the order of `roots:` in data/workflow-schema.txt.
enum class WorkflowRoot : std::uint8_t {
  kWorkflow,
  kWorkflowStrict,
  kAny,
  kBooleanInput,
  kNumberInput,
  kStringInput,
  kJobCondition,
  kStepCondition,
  kSnapshotCondition,
};

/// The same for data/action-schema.txt.
enum class ActionRoot : std::uint8_t { kAction, kActionStrict, kAny, kStepCondition, kPostCondition };

[[nodiscard]] const Schema& workflow_schema();
[[nodiscard]] const Schema& action_schema();

[[nodiscard]] inline DefinitionIndex root(const Schema& schema, WorkflowRoot which) {
  return schema.roots[static_cast<std::size_t>(which)];
}
[[nodiscard]] inline DefinitionIndex root(const Schema& schema, ActionRoot which) {
  return schema.roots[static_cast<std::size_t>(which)];
}

/// The names of a set of contexts, as the expression parser takes them.
class ContextVocabulary {
 public:
  ContextVocabulary(const Schema& schema, ContextSet contexts);
  [[nodiscard]] expr::Vocabulary get() const { return {.named_values = names_, .functions = functions_}; }
  [[nodiscard]] ContextSet contexts() const { return contexts_; }

 private:
  ContextSet contexts_;
  std::vector<std::string_view> names_;
  std::vector<expr::FunctionSignature> functions_;
};

}  // namespace ropewalk::workflow
