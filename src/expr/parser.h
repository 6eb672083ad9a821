// Makes the tree of an expression.
#pragma once

#include <memory>
#include <string_view>

#include "expr/expression.h"
#include "expr/node.h"

namespace ropewalk::expr {

/// GitHub's limits on one expression: its length in UTF-16 code units and the levels of its tree.
constexpr std::size_t kMaxExpressionLength = 21000;
constexpr std::uint32_t kMaxExpressionDepth = 50;

/// Reads an expression; errors are in GitHub's words. An empty text gives a null literal.
[[nodiscard]] tl::expected<std::shared_ptr<const Tree>, ExpressionError> parse_tree(std::string_view text,
                                                                                    const Vocabulary& vocabulary);

}  // namespace ropewalk::expr
