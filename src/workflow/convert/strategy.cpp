// Checks of a matrix that is known without evaluating anything. A matrix with expressions is checked when it is made.
#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "expr/ordinal.h"
#include "workflow/convert/job_checks.h"

namespace ropewalk::workflow {
namespace {

struct Vectors {
  std::vector<std::string_view> names;
  bool has_vector = false;
  bool has_include = false;

  [[nodiscard]] bool contains(std::string_view name) const {
    for (const std::string_view known : names) {
      if (expr::ordinal_equal(known, name)) {
        return true;
      }
    }
    return false;
  }
};

void check_vector(Conversion& conversion, const Member& member, Vectors& vectors) {
  vectors.has_vector = true;
  if (has_expression(member.value)) {
    return;
  }
  if (member.value.items.empty()) {
    conversion.state.error_at(member.value,
                              fmt::format("Matrix vector '{}' does not contain any values", member.key.text));
  } else {
    vectors.names.push_back(member.key.text);
  }
}

void check_include(Conversion& conversion, const Token& include) {
  for (const Token& item : include.items) {
    if (item.members.empty()) {
      conversion.state.error_at(item, "Matrix include mapping does not contain any values");
    }
  }
}

void check_exclude(Conversion& conversion, const Token& exclude, const Vectors& vectors) {
  for (const Token& item : exclude.items) {
    if (item.members.empty()) {
      conversion.state.error_at(item, "Matrix exclude filter must not be empty");
    }
    for (const Member& member : item.members) {
      if (vectors.contains(member.key.text)) {
        continue;
      }
      conversion.state.error_at(
          member.key, fmt::format("Matrix exclude key '{}' does not match any key within the matrix", member.key.text));
    }
  }
}

}  // namespace

void check_strategy(Conversion& conversion, const Token& strategy) {
  const Token* matrix = find_exactly(strategy, "matrix");
  if (matrix == nullptr || matrix->kind != Token::Kind::kMapping) {
    return;
  }
  Vectors vectors;
  const Token* include = nullptr;
  const Token* exclude = nullptr;
  for (const Member& member : matrix->members) {
    if (!member.key.is_literal()) {
      vectors.has_vector = true;
    } else if (member.key.text == "include") {
      include = &member.value;
      vectors.has_include = has_expression(member.value) || !member.value.items.empty();
    } else if (member.key.text == "exclude") {
      exclude = &member.value;
    } else {
      check_vector(conversion, member, vectors);
    }
  }
  if (!vectors.has_vector && !vectors.has_include) {
    conversion.state.error_at(*matrix, "Matrix must define at least one vector");
  }
  if (has_expression(strategy)) {
    return;
  }
  if (include != nullptr) {
    check_include(conversion, *include);
  }
  if (exclude != nullptr) {
    check_exclude(conversion, *exclude, vectors);
  }
}

}  // namespace ropewalk::workflow
