// The event loop. Nothing is allocated for a node but its place in the vector: a text that stands in the source as it
// is becomes a view of the source, any other one is copied into the caller's memory.
#include "yaml/document.h"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "base/strings.h"
#include "yaml/byte_offsets.h"

namespace ropewalk::yaml {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// A zero byte within the first two is what UTF-16 of any text with an ASCII character in front looks like.
bool looks_like_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return true;
  }
  return text.size() >= 2 && (text[0] == '\0') != (text[1] == '\0');
}

std::string_view view(const yaml_char_t* text) {
  return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

/// One libyaml event, freed at the end of its scope.
class Event {
 public:
  Event() { std::memset(&event_, 0, sizeof event_); }
  ~Event() { yaml_event_delete(&event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  [[nodiscard]] yaml_event_t* get() { return &event_; }
  [[nodiscard]] const yaml_event_t* operator->() const { return &event_; }

 private:
  yaml_event_t event_;
};

/// Reads one file; used once.
class Reader {
 public:
  Reader(const SourceFilePtr& file, std::pmr::memory_resource& memory, const ReadOptions& options)
      : options_(options),
        memory_(memory),
        text_(file->text()),
        skipped_(text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0),
        document_{.file = file, .nodes = {}, .problem = {}, .is_ascii = is_ascii(text_.substr(skipped_))},
        offsets_(text_, skipped_, document_.is_ascii) {
    yaml_parser_initialize(&parser_);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text_.data());
    yaml_parser_set_input_string(&parser_, bytes + skipped_, text_.size() - skipped_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  }
  ~Reader() { yaml_parser_delete(&parser_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Document read();

 private:
  bool take(const Event& event);
  bool take_scalar(const Event& event);
  bool take_alias(const Event& event);
  bool open(const Event& event, NodeKind kind, const yaml_char_t* tag, const yaml_char_t* anchor, bool is_flow);
  void close(const Event& event);
  bool add(const Event& event, Node& node, const yaml_char_t* tag, const yaml_char_t* anchor);
  bool stop(ProblemKind kind, std::string message, Span span, std::string hint = {});
  void stop_at_syntax_error();
  [[nodiscard]] std::string where_it_began(std::string_view context, std::uint32_t began, std::uint32_t place) const;
  Span span_of(const Event& event);
  std::string_view keep(std::string_view text);
  std::string_view scalar_text(const Event& event, Span span);

  ReadOptions options_;
  std::pmr::memory_resource& memory_;
  std::string_view text_;
  std::size_t skipped_;
  Document document_;
  ByteOffsets offsets_;
  yaml_parser_t parser_;
  std::vector<std::uint32_t> open_;
  std::unordered_map<std::string_view, std::uint32_t> anchors_;
  bool has_document_ = false;
};

Document Reader::read() {
  if (looks_like_utf16(text_)) {
    stop(ProblemKind::kSyntax, "The file is not UTF-8 text. Workflow files are read as UTF-8.", {0, 0},
         "Save the file as UTF-8; it looks like UTF-16.");
    return std::move(document_);
  }
  document_.nodes.reserve(text_.size() / 16 + 4);
  while (true) {
    Event event;
    if (yaml_parser_parse(&parser_, event.get()) == 0) {
      stop_at_syntax_error();
      break;
    }
    if (!take(event) || event->type == YAML_STREAM_END_EVENT) {
      break;
    }
  }
  for (const std::uint32_t index : open_) {
    document_.nodes[index].is_closed = false;
    document_.nodes[index].next = static_cast<std::uint32_t>(document_.nodes.size());
  }
  return std::move(document_);
}

/// Takes in one event; false ends the reading.
bool Reader::take(const Event& event) {
  switch (event->type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT: return true;
    case YAML_STREAM_END_EVENT: return has_document_ || stop(ProblemKind::kEmpty, "The file has no content.", {0, 0});
    case YAML_DOCUMENT_START_EVENT:
      if (has_document_) {
        return stop(ProblemKind::kSeveralDocuments, "The file has more than one YAML document.", span_of(event),
                    "Remove the line `---` and what follows it, or put it into a file of its own.");
      }
      has_document_ = true;
      return true;
    case YAML_SCALAR_EVENT: return take_scalar(event);
    case YAML_ALIAS_EVENT: return take_alias(event);
    case YAML_SEQUENCE_START_EVENT: {
      const auto& start = event->data.sequence_start;
      return open(event, NodeKind::kSequence, start.tag, start.anchor, start.style == YAML_FLOW_SEQUENCE_STYLE);
    }
    case YAML_MAPPING_START_EVENT: {
      const auto& start = event->data.mapping_start;
      return open(event, NodeKind::kMapping, start.tag, start.anchor, start.style == YAML_FLOW_MAPPING_STYLE);
    }
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: close(event); return true;
  }
  return true;
}

bool Reader::take_scalar(const Event& event) {
  const auto& scalar = event->data.scalar;
  Node node;
  node.span = span_of(event);
  switch (scalar.style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: node.style = ScalarStyle::kSingleQuoted; break;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: node.style = ScalarStyle::kDoubleQuoted; break;
    case YAML_LITERAL_SCALAR_STYLE: node.style = ScalarStyle::kLiteral; break;
    case YAML_FOLDED_SCALAR_STYLE: node.style = ScalarStyle::kFolded; break;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE: break;
  }
  node.text = scalar_text(event, node.span);
  return add(event, node, scalar.tag, scalar.anchor);
}

bool Reader::take_alias(const Event& event) {
  const std::string_view name = view(event->data.alias.anchor);
  const Span span = span_of(event);
  if (!options_.allows_anchors) {
    return stop(ProblemKind::kAnchor, fmt::format("Aliases are not supported here. Remove the alias '{}'", name), span);
  }
  const auto found = anchors_.find(name);
  if (found == anchors_.end()) {
    return stop(ProblemKind::kUnknownAlias, fmt::format("Unknown anchor '{}'", name), span);
  }
  if (std::find(open_.begin(), open_.end(), found->second) != open_.end()) {
    return stop(ProblemKind::kRecursiveAlias, fmt::format("The alias '{}' is inside its own anchor.", name), span);
  }
  Node node;
  node.kind = NodeKind::kAlias;
  node.target = found->second;
  node.span = span;
  node.text = keep(name);
  return add(event, node, nullptr, nullptr);
}

bool Reader::open(const Event& event, NodeKind kind, const yaml_char_t* tag, const yaml_char_t* anchor, bool is_flow) {
  Node node;
  node.kind = kind;
  node.is_flow = is_flow;
  node.span = span_of(event);
  const auto index = static_cast<std::uint32_t>(document_.nodes.size());
  const bool goes_on = add(event, node, tag, anchor);
  if (document_.nodes.size() == index) {
    return false;
  }
  open_.push_back(index);
  if (goes_on && open_.size() > options_.max_depth) {
    return stop(ProblemKind::kTooDeep, fmt::format("More than {} levels of nesting", options_.max_depth), node.span);
  }
  return goes_on;
}

void Reader::close(const Event& event) {
  Node& node = document_.nodes[open_.back()];
  open_.pop_back();
  node.next = static_cast<std::uint32_t>(document_.nodes.size());
  // A block's end is told by what comes after it; its last child says better where it ends.
  node.span.end = node.is_flow ? span_of(event).end : std::max(node.span.end, document_.nodes.back().span.end);
}

/// Puts a node behind the others.
bool Reader::add(const Event& event, Node& node, const yaml_char_t* tag, const yaml_char_t* anchor) {
  if (anchor != nullptr && !options_.allows_anchors) {
    return stop(ProblemKind::kAnchor,
                fmt::format("Anchors are not currently supported. Remove the anchor '{}'", view(anchor)),
                span_of(event));
  }
  const auto index = static_cast<std::uint32_t>(document_.nodes.size());
  if (index >= options_.max_nodes) {
    return stop(ProblemKind::kTooMany, fmt::format("More than {} values", options_.max_nodes), node.span);
  }
  node.next = index + 1;
  if (tag != nullptr) {
    node.tag = keep(view(tag));
  }
  if (anchor != nullptr) {
    node.anchor = keep(view(anchor));
    anchors_[node.anchor] = index;
  }
  if (!open_.empty()) {
    ++document_.nodes[open_.back()].child_count;
  }
  document_.nodes.push_back(node);
  return true;
}

bool Reader::stop(ProblemKind kind, std::string message, Span span, std::string hint) {
  document_.problem = DocumentProblem{kind, std::move(message), std::move(hint), span};
  return false;
}

/// The line on which the list, mapping or text began that went wrong further down; empty where that says nothing new.
std::string Reader::where_it_began(std::string_view context, std::uint32_t began, std::uint32_t place) const {
  const LineColumn start = document_.file->locate(began);
  if (start.line == document_.file->locate(place).line) {
    return {};
  }
  const auto is_about = [&](std::string_view word) { return context.find(word) != std::string_view::npos; };
  const std::string_view what = is_about("scalar")                                     ? "text"
                                : is_about("mapping") || is_about("simple key")        ? "mapping"
                                : is_about("sequence") || is_about("block collection") ? "list"
                                                                                       : "part";
  return fmt::format("This {} began at line {}, column {}: what belongs to it is indented alike.", what, start.line,
                     start.column);
}

void Reader::stop_at_syntax_error() {
  const std::string_view problem = parser_.problem == nullptr ? "The file is not valid YAML" : parser_.problem;
  std::uint32_t place = 0;
  if (parser_.error == YAML_READER_ERROR) {
    place = static_cast<std::uint32_t>(std::min(skipped_ + parser_.problem_offset, text_.size()));
  } else {
    place = offsets_.at(parser_.problem_mark.index);
  }
  std::string message =
      parser_.context == nullptr ? std::string(problem) : fmt::format("{}, {}", parser_.context, problem);
  if (!message.empty() && message[0] >= 'a' && message[0] <= 'z') {
    message[0] = static_cast<char>(message[0] - 'a' + 'A');
  }
  message += '.';
  std::string hint;
  if (place < text_.size() && text_[place] == '\t') {
    hint = "YAML is indented with spaces; there is a tab here.";
  } else if (parser_.error != YAML_READER_ERROR && parser_.context != nullptr) {
    hint = where_it_began(parser_.context, offsets_.at(parser_.context_mark.index), place);
  }
  stop(ProblemKind::kSyntax, std::move(message), {place, place}, std::move(hint));
}

Span Reader::span_of(const Event& event) {
  const std::uint32_t begin = offsets_.at(event->start_mark.index);
  return {begin, offsets_.at(event->end_mark.index)};
}

std::string_view Reader::keep(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  auto* copy = static_cast<char*>(memory_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

/// The scalar's text, as a view of the source where it stands there without change.
std::string_view Reader::scalar_text(const Event& event, Span span) {
  const auto& scalar = event->data.scalar;
  const std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
  const bool is_quoted =
      scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE || scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
  const std::size_t after = span.end - (is_quoted ? 1U : 0U);
  if (scalar.style != YAML_LITERAL_SCALAR_STYLE && scalar.style != YAML_FOLDED_SCALAR_STYLE &&
      text.size() + (is_quoted ? 2U : 0U) <= span.end - span.begin) {
    const std::string_view written = text_.substr(after - text.size(), text.size());
    if (written == text) {
      return written;
    }
  }
  return keep(text);
}

}  // namespace

Document read_document(const SourceFilePtr& file, std::pmr::memory_resource& memory, const ReadOptions& options) {
  return Reader(file, memory, options).read();
}

Error to_error(const Document& document) {
  if (!document.problem) {
    return Error{.message = "The file is not valid YAML.", .place = {document.file, {}}};
  }
  const DocumentProblem& problem = *document.problem;
  return Error{ErrorKind::kInvalid, problem.message, problem.hint, {document.file, problem.span}};
}

}  // namespace ropewalk::yaml
