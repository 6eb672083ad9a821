// Fuzzes parsing and evaluating: whatever the text, there is a value or an error whose place lies in the text.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "expr/expression.h"
#include "expr/functions/json_reader.h"
#include "expr/node.h"
#include "expr/object_scope.h"

namespace {

using ropewalk::expr::Expression;
using ropewalk::expr::ExpressionError;
using ropewalk::expr::Value;

void require(bool claim) {
  if (!claim) {
    std::abort();
  }
}

void check(const ExpressionError& error, std::string_view text) {
  require(error.span.begin <= error.span.end && error.span.end <= text.size());
  require(!error.message.empty());
}

const Value& contexts() {
  static const Value kContexts =
      ropewalk::expr::read_lenient_json(
          "{github: {ref: 'refs/heads/main', event: {labels: [{name: 'a', id: 1}, {name: 'b'}, 'c', [1, [2]]]}},"
          " env: {A: '1', B: ''}, matrix: [null, true, 1.5, {os: 'linux'}]}")
          .value();
  return kContexts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::string_view, 3> kNames = {"github", "env", "matrix"};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto expression = Expression::parse(text, {kNames, ropewalk::expr::kStatusFunctions});
  if (!expression) {
    check(expression.error(), text);
    return 0;
  }
  require(!ropewalk::expr::to_expression_text(expression->root()).empty());
  const auto value = expression->evaluate(ropewalk::expr::ObjectScope(contexts().object()));
  if (!value) {
    check(value.error(), text);
  }
  return 0;
}
