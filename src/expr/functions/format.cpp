// format(text, argument...): `{N}` becomes the text of an argument, `{{` and `}}` are braces. The whole text is checked
// before the first argument is evaluated, and each argument is evaluated once at most.
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <vector>

#include "expr/functions/builtin.h"

namespace ropewalk::expr {
namespace {

/// A piece of the result: literal text, or an argument.
struct Segment {
  std::string_view literal;
  std::optional<std::size_t> argument;
  /// What follows a colon in `{0:D2}`: read, and then refused for every kind of value.
  std::string specifiers;
};

/// Cuts a format text into segments.
class FormatReader {
 public:
  FormatReader(std::string_view text, std::size_t argument_count) : text_(text), argument_count_(argument_count) {}

  /// The segments, or GitHub's message.
  tl::expected<std::vector<Segment>, std::string> read() {
    while (at_ < text_.size()) {
      const std::size_t brace = text_.find_first_of("{}", at_);
      if (brace == std::string_view::npos) {
        add_literal(text_.size());
        break;
      }
      if (char_at(brace + 1) == text_[brace]) {  // an escaped brace: keep the first of the two
        add_literal(brace + 1);
        at_ = brace + 2;
      } else if (text_[brace] == '}') {
        return invalid();
      } else {
        add_literal(brace);
        at_ = brace + 1;
        if (!read_index() || !read_specifiers()) {
          return invalid();
        }
        if (*segments_.back().argument >= argument_count_) {
          return tl::unexpected(
              fmt::format("The following format string references more arguments than were supplied: {}", text_));
        }
      }
    }
    return std::move(segments_);
  }

 private:
  [[nodiscard]] char char_at(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  [[nodiscard]] tl::unexpected<std::string> invalid() const {
    return tl::unexpected(fmt::format("The following format string is invalid: {}", text_));
  }

  void add_literal(std::size_t end) {
    if (end > at_) {
      segments_.push_back({text_.substr(at_, end - at_), std::nullopt, {}});
    }
  }

  bool read_index() {
    std::uint8_t index = 0;
    const auto result = std::from_chars(text_.data() + at_, text_.data() + text_.size(), index);
    if (result.ec != std::errc()) {
      return false;
    }
    at_ = static_cast<std::size_t>(result.ptr - text_.data());
    segments_.push_back({{}, index, {}});
    return true;
  }

  bool read_specifiers() {
    if (char_at(at_) == '}') {
      ++at_;
      return true;
    }
    if (char_at(at_) != ':') {
      return false;
    }
    for (++at_; at_ < text_.size(); ++at_) {
      const bool is_brace = text_[at_] == '}';
      if (is_brace && char_at(at_ + 1) != '}') {
        ++at_;
        return true;
      }
      segments_.back().specifiers.push_back(text_[at_]);
      at_ += is_brace ? 1 : 0;  // `}}` is one brace
    }
    return false;
  }

  std::string_view text_;
  std::size_t argument_count_;
  std::size_t at_ = 0;
  std::vector<Segment> segments_;
};

}  // namespace

Evaluation evaluate_format(Evaluator& evaluator, const Node& call, std::size_t level) {
  const Evaluation format_outcome = evaluator.evaluate(call.child(0), level + 1);
  if (!format_outcome) {
    return format_outcome;
  }
  const TextOf format_text(format_outcome->value());
  auto segments = FormatReader(format_text.view(), call.child_count - 1).read();
  if (!segments) {
    return Evaluator::fail(call, std::move(segments.error()));
  }

  MemoryCounter counter(evaluator.limits().memory_bytes);
  bool fits = true;
  for (const Segment& segment : *segments) {
    fits = fits && (segment.argument || counter.add_text(segment.literal));
  }
  std::vector<std::optional<Outcome>> arguments(call.child_count - 1);
  std::string out;
  for (const Segment& segment : *segments) {
    if (!fits) {
      return Evaluator::fail_for_memory(call);
    }
    if (!segment.argument) {
      out += segment.literal;
      continue;
    }
    std::optional<Outcome>& argument = arguments[*segment.argument];
    if (!argument) {
      Evaluation outcome = evaluator.evaluate(call.child(static_cast<std::uint32_t>(*segment.argument + 1)), level + 1);
      if (!outcome) {
        return outcome;
      }
      argument = std::move(*outcome);
    }
    if (!segment.specifiers.empty()) {
      return Evaluator::fail(call, fmt::format("The format specifiers '{}' are not valid for objects of type '{}'",
                                               segment.specifiers, name(argument->value().kind())));
    }
    const TextOf text(argument->value());
    fits = text.view().empty() || counter.add_text(text.view());
    out += text.view();
  }
  return fits ? Evaluation(Outcome::owned(std::move(out))) : Evaluation(Evaluator::fail_for_memory(call));
}

}  // namespace ropewalk::expr
