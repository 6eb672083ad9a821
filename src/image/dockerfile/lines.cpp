#include "image/dockerfile/lines.h"

#include <fmt/format.h>

#include <map>

#include "base/strings.h"
#include "image/dockerfile/words.h"

namespace ropewalk::image::dockerfile {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

struct RawLine {
  std::string_view text;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

bool is_inner_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_leading_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\v\f");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

class Reader {
 public:
  explicit Reader(const SourceFilePtr& file) : file_(file), text_(file->text()) {
    if (text_.starts_with(kByteOrderMark)) {
      at_ = kByteOrderMark.size();
    }
  }

  Lines read() {
    directives();
    while (at_ < text_.size()) {
      const RawLine line = next();
      const std::string_view start = without_leading_blanks(line.text);
      if (start.empty() || start.starts_with('#')) {
        continue;
      }
      instruction(line);
    }
    return std::move(lines_);
  }

 private:
  RawLine next() {
    const auto begin = static_cast<std::uint32_t>(at_);
    std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) {
      end = text_.size();
      at_ = end;
    } else {
      at_ = end + 1;
    }
    std::string_view line = text_.substr(begin, end - begin);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    return {line, begin, begin + static_cast<std::uint32_t>(line.size())};
  }

  /// `# escape=` and its like, which count on the first lines alone: behind anything else they are comments.
  void directives() {
    std::map<std::string, bool> seen;
    while (at_ < text_.size()) {
      const std::size_t before = at_;
      const RawLine line = next();
      const std::string_view start = without_leading_blanks(line.text);
      const std::size_t equals = start.find('=');
      if (!start.starts_with('#') || equals == std::string_view::npos) {
        at_ = before;
        return;
      }
      const std::string name = to_lower(trim(start.substr(1, equals - 1)));
      const std::string_view value = trim(start.substr(equals + 1));
      if (name != "syntax" && name != "escape" && name != "check") {
        at_ = before;
        return;
      }
      const Span span{line.begin, line.end};
      if (seen[name]) {
        error(span, fmt::format("there is a second '# {}='", name));
      }
      seen[name] = true;
      if (name == "syntax") {
        lines_.syntax = value;
      } else if (name == "escape" && value != "\\" && value != "`") {
        error(span, fmt::format("'{}' cannot be the escape character", value), "it is \\ or `");
      } else if (name == "escape") {
        lines_.escape = value.front();
      }
    }
  }

  /// True when the line goes on below: its last character but blanks is the escape, and that is not escaped itself.
  [[nodiscard]] bool continues(std::string_view line, std::size_t& cut) const {
    std::size_t end = line.size();
    while (end > 0 && is_inner_blank(line[end - 1])) {
      --end;
    }
    if (end == 0 || line[end - 1] != lines_.escape || (end > 1 && line[end - 2] == lines_.escape)) {
      return false;
    }
    cut = end - 1;
    return true;
  }

  void instruction(const RawLine& first) {
    LogicalLine line;
    const std::string_view start = without_leading_blanks(first.text);
    line.span.begin = first.end - static_cast<std::uint32_t>(start.size());
    line.span.end = first.end;
    std::size_t cut = 0;
    std::string_view piece = start;
    bool goes_on = continues(piece, cut);
    while (goes_on) {
      line.text += piece.substr(0, cut);
      RawLine below;
      do {  // comments and blank lines inside of an instruction are no part of it
        if (at_ >= text_.size()) {
          goes_on = false;
          break;
        }
        below = next();
      } while (without_leading_blanks(below.text).empty() || without_leading_blanks(below.text).starts_with('#'));
      if (!goes_on) {
        piece = {};
        break;
      }
      line.span.end = below.end;
      piece = below.text;
      goes_on = continues(piece, cut);
    }
    line.text += piece;
    heredocs(line);
    lines_.lines.push_back(std::move(line));
  }

  /// RUN, COPY and ADD alone have heredocs; ONBUILD in front of them does not matter.
  void heredocs(LogicalLine& line) {
    std::string_view text = line.text;
    std::string name = to_upper(text.substr(0, text.find_first_of(" \t")));
    if (name == "ONBUILD") {
      text = trim(text.substr(name.size()));
      name = to_upper(text.substr(0, text.find_first_of(" \t")));
    }
    if ((name != "RUN" && name != "COPY" && name != "ADD") || text.find("<<") == std::string_view::npos) {
      return;
    }
    for (const HeredocMark& mark : find_heredocs(text.substr(name.size()), lines_.escape)) {
      Heredoc heredoc{.name = mark.name, .content = {}, .expands = mark.expands, .span = {}};
      heredoc.span.begin = static_cast<std::uint32_t>(at_);
      bool is_closed = false;
      while (at_ < text_.size() && !is_closed) {
        const RawLine below = next();
        std::string_view content = below.text;
        while (mark.drops_tabs && content.starts_with('\t')) {
          content.remove_prefix(1);
        }
        line.span.end = below.end;
        is_closed = content == mark.name;
        if (!is_closed) {
          heredoc.content += content;
          heredoc.content += '\n';
        }
        heredoc.span.end = below.end;
      }
      if (!is_closed) {
        error({line.span.begin, line.span.begin + static_cast<std::uint32_t>(name.size())},
              fmt::format("the heredoc '{}' has no end", mark.name),
              fmt::format("a line with '{}' alone ends it", mark.name));
        return;
      }
      line.heredocs.push_back(std::move(heredoc));
    }
  }

  void error(Span span, std::string message, std::string hint = {}) {
    lines_.errors.push_back(Error{ErrorKind::kInvalid, std::move(message), std::move(hint), {file_, span}});
  }

  SourceFilePtr file_;
  std::string_view text_;
  std::size_t at_ = 0;
  Lines lines_;
};

}  // namespace

Lines read_lines(const SourceFilePtr& file) { return Reader(file).read(); }

}  // namespace ropewalk::image::dockerfile
