// Looking things up in the tables. They are short, so nothing is sorted or hashed.
#include "workflow/schema.h"

#include <algorithm>

namespace ropewalk::workflow {

bool Schema::takes_string(const Definition& definition, std::string_view text, const Dialect& dialect) const {
  switch (definition.strings) {
    case StringRule::kNone: return false;
    case StringRule::kAny: return true;
    case StringRule::kNotEmpty: return !text.empty();
    case StringRule::kNotEmptyInTestData: return !text.empty() || dialect.takes_empty_strings;
    case StringRule::kOneOf: {
      const auto words = values_of(definition);
      return std::find(words.begin(), words.end(), text) != words.end();
    }
  }
  return false;
}

const Property* Schema::find_property(const Mapping& mapping, std::string_view name) const {
  for (const Property& property : properties_of(mapping)) {
    if (property.name == name) {
      return &property;
    }
  }
  return nullptr;
}

ContextVocabulary::ContextVocabulary(const Schema& schema, ContextSet contexts) : contexts_(contexts) {
  constexpr std::size_t kUsualNames = 16;
  constexpr std::size_t kUsualFunctions = 8;
  names_.reserve(kUsualNames);
  functions_.reserve(kUsualFunctions);
  for (std::size_t row = 0; row < schema.contexts.size(); ++row) {
    if ((contexts >> row & 1U) == 0) {
      continue;
    }
    const ContextName& context = schema.contexts[row];
    if (context.is_function) {
      functions_.push_back({context.name, context.min_arguments, context.max_arguments});
    } else {
      names_.push_back(context.name);
    }
  }
}

}  // namespace ropewalk::workflow
