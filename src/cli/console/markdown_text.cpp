// Two passes. The first takes HTML away: rows of HTML tables become rows of Markdown's, `<b>` becomes `**`, what has no
// meaning on a terminal goes. The second goes line by line and gathers the rows of a table until it is whole.
#include "cli/console/markdown_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/display.h"
#include "base/strings.h"

namespace ropewalk::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kMinColumn = 6;

/// `b` of `<b>`, `/td` of `</td>`, lower case; empty when the text does not begin with a tag.
std::string tag_name(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && (text[end] == '/' || std::isalnum(static_cast<unsigned char>(text[end])) != 0)) {
    ++end;
  }
  const bool is_tag = end > 1 && end < text.size() && (text[end] == '>' || text[end] == ' ' || text[end] == '/');
  return is_tag && text.find('>') != std::string_view::npos ? to_lower(text.substr(1, end - 1)) : "";
}

std::string_view replacement(std::string_view tag) {
  if (tag == "b" || tag == "/b" || tag == "strong" || tag == "/strong") {
    return "**";
  }
  if (tag == "tr") {
    return "\n|";
  }
  if (tag == "/td" || tag == "/th") {
    return "|";
  }
  constexpr std::array<std::string_view, 8> kBreaks = {"br", "br/", "p", "/p", "/table", "/summary", "hr", "/li"};
  if (std::find(kBreaks.begin(), kBreaks.end(), tag) != kBreaks.end()) {
    return "\n";
  }
  if (tag == "li") {
    return "- ";
  }
  const bool is_heading = tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6';
  return is_heading ? "\n# " : "";
}

bool is_known_tag(std::string_view tag) {
  constexpr std::array<std::string_view, 26> kTags = {
      "a", "b",  "br",   "code",   "details", "div",     "em",  "i",     "img", "li", "ol", "p",  "pre",
      "q", "hr", "span", "strong", "sub",     "summary", "sup", "table", "td",  "th", "tr", "ul", "h1"};
  const std::string_view name = tag.starts_with('/') ? tag.substr(1) : tag;
  const bool is_heading = name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
  return is_heading || name == "thead" || name == "tbody" || name == "blockquote" ||
         std::find(kTags.begin(), kTags.end(), name.substr(0, name.find('/'))) != kTags.end();
}

std::string without_html(std::string_view markdown) {
  std::string out;
  bool is_in_row = false;
  while (!markdown.empty()) {
    if (markdown.starts_with("<!--")) {
      const std::size_t end = markdown.find("-->");
      markdown.remove_prefix(end == std::string_view::npos ? markdown.size() : end + 3);
      continue;
    }
    if (markdown.front() == '<') {
      const std::string tag = tag_name(markdown);
      if (is_known_tag(tag)) {
        is_in_row = tag == "tr" || (is_in_row && tag != "/tr" && tag != "/table");
        out += replacement(tag);
        markdown.remove_prefix(markdown.find('>') + 1);
        continue;
      }
    }
    out += is_in_row && markdown.front() == '\n' ? ' ' : markdown.front();
    markdown.remove_prefix(1);
  }
  return out;
}

std::string with_entities_read(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities = {
      {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&nbsp;", " "}, {"&amp;", "&"}}};
  for (const auto& [entity, character] : kEntities) {
    text = replace_all(text, entity, character);
  }
  return text;
}

bool is_punctuation(char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; }

/// Where `wanted` stands without a backslash before it.
std::size_t find_unescaped(std::string_view text, std::string_view wanted, std::size_t from) {
  for (std::size_t i = from; i + wanted.size() <= text.size(); ++i) {
    if (text.substr(i, wanted.size()) == wanted) {
      return i;
    }
    i += text[i] == '\\' ? 1 : 0;
  }
  return std::string_view::npos;
}

/// `[text](address)` and `![text](address)` are their text.
std::string without_links(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = find_unescaped(text, "[", 0);
    const std::size_t middle = open == std::string_view::npos ? open : find_unescaped(text, "](", open);
    const std::size_t close = middle == std::string_view::npos ? middle : find_unescaped(text, ")", middle);
    if (close == std::string_view::npos) {
      break;
    }
    const bool is_image = open > 0 && text[open - 1] == '!';
    out += text.substr(0, is_image ? open - 1 : open);
    out += text.substr(open + 1, middle - open - 1);
    text.remove_prefix(close + 1);
  }
  return out.append(text);
}

/// Where the code ends that begins behind so many marks: at as many; npos where it is none.
std::size_t end_of_code(std::string_view text, std::size_t begin, std::size_t marks) {
  for (std::size_t at = text.find('`', begin); at != std::string_view::npos; at = text.find('`', at)) {
    const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
    if (end - at == marks) {
      return at;
    }
    at = end;
  }
  return std::string_view::npos;
}

/// Emphasis painted, marks of code and the backslashes before punctuation left out; in code a backslash is itself.
std::string inline_text(std::string_view text, Ink ink, const Palette& palette) {
  const std::string plain = printable_line(with_entities_read(without_links(text)), KeepColours::kNo);
  std::string out;
  std::string run;
  bool is_bold = false;
  const auto flush = [&] { out += palette.paint(is_bold ? Ink::kBold : ink, std::exchange(run, {})); };
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain[i] == '`') {
      const std::size_t marks = std::min(plain.find_first_not_of('`', i), plain.size()) - i;
      const std::size_t begin = i + marks;
      const std::size_t end = end_of_code(plain, begin, marks);
      run += plain.substr(begin, end == std::string::npos ? 0 : end - begin);
      i = (end == std::string::npos ? begin : end + marks) - 1;
    } else if (plain[i] == '\\' && i + 1 < plain.size() && is_punctuation(plain[i + 1])) {
      run += plain[++i];
    } else if (plain.compare(i, 2, "**") == 0) {
      flush();
      is_bold = !is_bold;
      ++i;
    } else {
      run += plain[i];
    }
  }
  flush();
  return out;
}

using Cells = std::vector<std::string>;

Cells cells_of(std::string_view row) {
  row = trim(row);
  row.remove_prefix(row.starts_with('|') ? 1 : 0);
  row.remove_suffix(row.ends_with('|') ? 1 : 0);
  Cells cells;
  for (const std::string_view cell : split(row, '|')) {
    // `\|` is no end of a cell.
    if (!cells.empty() && cells.back().ends_with('\\')) {
      cells.back().back() = '|';
      cells.back() += cell;
    } else {
      cells.emplace_back(cell);
    }
  }
  for (std::string& cell : cells) {
    cell = trim(cell);
  }
  return cells;
}

bool is_rule(std::string_view row) {
  return row.find('-') != std::string_view::npos && row.find_first_not_of("|-: ") == std::string_view::npos;
}

/// The rows of one table, lined up.
std::vector<std::string> table_lines(const std::vector<std::string>& rows, int columns, const Palette& palette) {
  std::vector<Cells> table;
  bool has_head = false;
  for (const std::string& row : rows) {
    if (is_rule(row)) {
      has_head = has_head || table.size() == 1;
    } else {
      table.push_back(cells_of(row));
    }
  }
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t column = 0; column < table[i].size(); ++column) {
      widths.resize(std::max(widths.size(), column + 1));
      const std::size_t width = text_width(inline_text(table[i][column], Ink::kPlain, Palette(false)));
      widths[column] = std::max(widths[column], width);
    }
  }
  const auto total = [&] {
    std::size_t sum = 0;
    for (const std::size_t width : widths) {
      sum += width + kGap;
    }
    return sum;
  };
  while (columns > 0 && !widths.empty() && total() > static_cast<std::size_t>(columns) + kGap) {
    std::size_t& widest = *std::max_element(widths.begin(), widths.end());
    if (widest <= kMinColumn) {
      break;
    }
    --widest;
  }
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < table.size(); ++i) {
    std::string line;
    for (std::size_t column = 0; column < table[i].size(); ++column) {
      const Ink ink = has_head && i == 0 ? Ink::kBold : Ink::kPlain;
      std::string cell = inline_text(table[i][column], ink, palette);
      if (text_width(cell) > widths[column]) {
        cell = shortened(inline_text(table[i][column], ink, Palette(false)), widths[column]);
      }
      line += column + 1 == table[i].size() ? cell : padded(cell, widths[column] + kGap);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

/// The second pass.
class Lines {
 public:
  Lines(int columns, const Palette& palette) : columns_(columns), palette_(palette) {}

  void add(std::string_view line) {
    const std::string_view text = trim(line);
    if (!is_code_ && text.starts_with('|')) {
      rows_.emplace_back(text);
      return;
    }
    end_table();
    if (text.starts_with("```")) {
      is_code_ = !is_code_;
    } else if (is_code_) {
      push(printable_line(line, KeepColours::kNo));
    } else if (const std::size_t level = text.find_first_not_of('#');
               level != 0 && level != std::string_view::npos && text[level] == ' ') {
      push(inline_text(trim(text.substr(level)), Ink::kBold, palette_));
    } else if (!text.empty()) {
      push(inline_text(line, Ink::kPlain, palette_));
    }
  }

  std::vector<std::string> take() {
    end_table();
    return std::move(lines_);
  }

 private:
  void push(const std::string& text) {
    if (trim(text).empty()) {
      return;
    }
    if (columns_ <= 0) {
      lines_.push_back(text);
      return;
    }
    for (std::string& line : wrapped(text, static_cast<std::size_t>(columns_))) {
      lines_.push_back(std::move(line));
    }
  }

  void end_table() {
    for (std::string& line : table_lines(std::exchange(rows_, {}), columns_, palette_)) {
      lines_.push_back(std::move(line));
    }
  }

  int columns_;
  const Palette& palette_;
  bool is_code_ = false;
  std::vector<std::string> rows_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> markdown_lines(std::string_view markdown, int columns, const Palette& palette) {
  Lines lines(columns, palette);
  const std::string text = without_html(markdown);
  for (const std::string_view line : split_lines(text)) {
    lines.add(line);
  }
  return lines.take();
}

}  // namespace ropewalk::cli
