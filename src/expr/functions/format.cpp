// format(text, argument...): `{N}` becomes the text of an argument, `{{` and `}}` are braces. The whole text is checked
// before the first argument is evaluated, and each argument is evaluated once at most.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <memory_resource>
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

using Segments = std::pmr::vector<Segment>;

/// An argument that was evaluated, with the place that its value may need.
struct Argument {
  Outcome outcome;
  Value place;
};

/// Cuts a format text into segments.
class FormatReader {
 public:
  FormatReader(std::string_view text, std::size_t argument_count, Segments& segments)
      : text_(text), argument_count_(argument_count), segments_(segments) {}

  /// Appends the segments, or gives GitHub's message.
  tl::expected<void, std::string> read() {
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
    return {};
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
  Segments& segments_;
};

}  // namespace

Outcome evaluate_format(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  Value format_place;
  const Outcome format = evaluator.evaluate(call.child(0), level + 1, format_place);
  if (!format) {
    return format;
  }
  const TextOf format_text(*format);
  std::array<std::byte, 1024> buffer;  // room for nearly every format's pieces and arguments
  std::pmr::monotonic_buffer_resource arena(buffer.data(), buffer.size());
  Segments segments(&arena);
  const std::size_t argument_count = call.child_count - 1;
  segments.reserve(2 * argument_count + 1);
  if (auto read = FormatReader(format_text.view(), argument_count, segments).read(); !read) {
    return evaluator.fail(call, std::move(read.error()));
  }

  MemoryCounter counter = evaluator.counter();
  bool fits = true;
  for (const Segment& segment : segments) {
    fits = fits && (segment.argument || counter.add_text(segment.literal));
  }
  std::pmr::vector<Argument> arguments(argument_count, &arena);
  std::string out;
  out.reserve(2 * format_text.view().size());
  for (const Segment& segment : segments) {
    if (!fits) {
      return evaluator.fail_for_memory(call);
    }
    if (!segment.argument) {
      out += segment.literal;
      continue;
    }
    auto& [argument, argument_place] = arguments[*segment.argument];
    if (!argument) {
      const Node& node = call.child(static_cast<std::uint32_t>(*segment.argument + 1));
      argument = evaluator.evaluate(node, level + 1, argument_place);
      if (!argument) {
        return argument;
      }
    }
    if (!segment.specifiers.empty()) {
      return evaluator.fail(call, fmt::format("The format specifiers '{}' are not valid for objects of type '{}'",
                                              segment.specifiers, name(argument->kind())));
    }
    const TextOf text(*argument);
    fits = text.view().empty() || counter.add_text(text.view());
    out += text.view();
  }
  return fits ? made(place, std::move(out)) : evaluator.fail_for_memory(call);
}

}  // namespace ropewalk::expr
