// Tokens as JSON.
#pragma once

#include "base/json.h"
#include "workflow/model.h"
#include "workflow/read_state.h"

namespace ropewalk::app {

/// Writes tokens: without their source, literals are plain JSON and the rest are objects with `type`; with it,
/// everything is an object that tells file, line and column.
class TokenJson {
 public:
  TokenJson(workflow::ReadState& state, bool has_source) : state_(state), has_source_(has_source) {}

  [[nodiscard]] json::value token(const workflow::Token& token) const;
  /// A string that is no token of its own, such as a job's id.
  [[nodiscard]] json::value text(std::string_view text, Span span, const SourceFilePtr& file) const;
  /// A condition; one that nobody wrote has no source.
  [[nodiscard]] json::value condition(const workflow::Condition& condition, const SourceFilePtr& file) const;

 private:
  [[nodiscard]] json::object described(int type, const workflow::Token& token) const;
  [[nodiscard]] json::value literal(const workflow::Token& token) const;

  workflow::ReadState& state_;
  bool has_source_;
};

}  // namespace ropewalk::app
