#include "release/squash.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "release/reverts.h"

namespace ropewalk::release {
namespace {

/// The first line of what `git merge --squash` prepares.
constexpr std::string_view kGitSquash = "Squashed commit of the following:";

bool has_sign(const Message& message) {
  const auto lines = split_lines(message.body);
  return has_request_number(message.title) || is_merge_title(message.title) || message.title == kGitSquash ||
         std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
           return trim(line) == kGitSquash || line.starts_with("See merge request ");
         });
}

/// What stands behind the sign of a Markdown list's item at the start of a line; nothing for other lines.
std::optional<std::string_view> list_item(std::string_view line) {
  const std::size_t at = line.find_first_not_of(' ');
  if (at == std::string_view::npos || at > 3 || at + 1 >= line.size() ||
      std::string_view("*-+").find(line[at]) == std::string_view::npos || line[at + 1] != ' ') {
    return std::nullopt;
  }
  return trim(line.substr(at + 2));
}

/// `commit 63ec09b9…`, above each commit in git's own list.
bool is_commit_line(std::string_view line) {
  const std::string_view hash = line.starts_with("commit ") ? trim(line.substr(7)) : "";
  return hash.size() >= 7 && hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A line that starts a commit without being an item: of a known type, and with more than one word behind it, as
/// `fix: #123` at the end of a message is a footer.
bool starts_commit(std::string_view line, const TypeNames& known_types) {
  const auto header = read_header(line);
  return header && known_types.contains(header->type) && header->description.find(' ') != std::string::npos;
}

/// Sorts the lines of a body under the commits that they belong to.
class Sorter {
 public:
  Sorter(const Message& message, const TypeNames& known_types) : known_types_(known_types), own_(message.title + "\n") {
    bool is_paragraph_start = true;
    for (const std::string_view line : split_lines(message.body)) {
      if (!is_git_list_) {
        take(line, is_paragraph_start);
      } else if (is_commit_line(line)) {
        open("", false);
      } else if (line.starts_with("    ")) {
        add(line.substr(4));
      } else if (trim(line).empty()) {
        add("");
      }
      is_paragraph_start = trim(line).empty();
    }
  }

  [[nodiscard]] Squash result() const {
    Squash squash;
    std::string own = own_;
    for (const Piece& piece : pieces_) {
      Message item = read_message(piece.text);
      const bool counts = item.header || read_claim(item).is_any();
      if (!counts && !piece.is_git) {
        own += "\n" + item.body;
      }
      if (!item.title.empty()) {
        squash.items.push_back(std::move(item));
      }
    }
    squash.own = read_message(own);
    return squash;
  }

 private:
  struct Piece {
    std::string text;
    bool is_git = false;
  };

  void take(std::string_view line, bool is_paragraph_start) {
    if (trim(line) == kGitSquash) {
      is_git_list_ = true;
      return;
    }
    const auto item = list_item(line);
    const bool is_star = item && trim(line).starts_with('*');
    if (item && (is_star || read_header(*item) || read_claim(read_message(*item)).is_any())) {
      open(*item, false);
    } else if ((is_paragraph_start || line_started_commit_) && starts_commit(line, known_types_)) {
      open(line, true);
      return;
    } else {
      add(line);
    }
    line_started_commit_ = false;
  }

  void open(std::string_view title, bool is_plain_line) {
    pieces_.push_back({std::string(title) + (title.empty() ? "" : "\n"), is_git_list_});
    line_started_commit_ = is_plain_line;
  }

  void add(std::string_view line) {
    // GitHub rules off what it adds below the list.
    if (line.starts_with("-----")) {
      is_below_ = true;
    }
    std::string& into = pieces_.empty() || is_below_ ? own_ : pieces_.back().text;
    into += std::string(line) + "\n";
  }

  const TypeNames& known_types_;
  std::string own_;
  std::vector<Piece> pieces_;
  bool is_git_list_ = false;
  bool is_below_ = false;
  bool line_started_commit_ = false;
};

}  // namespace

bool is_merge_title(std::string_view title) {
  constexpr std::array<std::string_view, 7> kStarts = {
      "Merge pull request ", "Merge branch ", "Merge branches ", "Merge remote-tracking branch ",
      "Merged in ",          "Merged PR ",    "Merge tag "};
  return std::any_of(kStarts.begin(), kStarts.end(), [&](std::string_view start) { return title.starts_with(start); });
}

std::string_view without_request_number(std::string_view title) {
  title = trim(title);
  const std::size_t open = title.rfind('(');
  if (open == std::string_view::npos || !title.ends_with(')') || open + 3 >= title.size() + 0 ||
      (title[open + 1] != '#' && title[open + 1] != '!')) {
    return title;
  }
  const std::string_view digits = title.substr(open + 2, title.size() - open - 3);
  return !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos
             ? trim(title.substr(0, open))
             : title;
}

bool has_request_number(std::string_view title) { return without_request_number(title).size() != trim(title).size(); }

std::optional<Squash> read_squash(const Message& message, const TypeNames& known_types) {
  if (!has_sign(message)) {
    return std::nullopt;
  }
  // A title that is itself the sign of git's list belongs to no commit.
  Message whole = message;
  if (message.title == kGitSquash) {
    whole.title.clear();
    whole.body = std::string(kGitSquash) + "\n" + message.body;
  }
  Squash squash = Sorter(whole, known_types).result();
  return squash.items.empty() ? std::nullopt : std::optional(std::move(squash));
}

}  // namespace ropewalk::release
