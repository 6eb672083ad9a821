#include "text/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::text {
namespace {

constexpr std::size_t kMostDepth = 20;

class Filling {
 public:
  Filling(std::string_view text, const TemplateValues& values, std::string_view name)
      : lines_(split_lines(text)), values_(values), name_(name) {}

  Result<std::string> all() {
    if (auto end = block(0, true, kMostDepth); !end) {
      return fail(std::move(end.error()));
    } else if (*end != lines_.size()) {
      return wrong(*end, "this closes nothing");
    }
    return std::move(out_);
  }

 private:
  /// Fills in lines from `at` to the `else` or `end` of its block, or to the end of the text; where it stopped.
  Result<std::size_t> block(std::size_t at, bool is_shown, std::size_t depth) {
    while (at < lines_.size()) {
      const std::string_view line = lines_[at];
      if (!line.starts_with("%%")) {
        if (is_shown) {
          if (auto filled = fill(line, at); !filled) {
            return fail(std::move(filled.error()));
          }
        }
        ++at;
        continue;
      }
      const std::string_view words = trim(line.substr(2));
      if (words == "end" || words == "else") {
        return at;
      }
      if (depth == 0) {
        return wrong(at, "blocks within too many blocks");
      }
      auto next = words.starts_with("if ")    ? condition(at, words.substr(3), is_shown, depth - 1)
                  : words.starts_with("for ") ? loop(at, words.substr(4), is_shown, depth - 1)
                                              : Result<std::size_t>(wrong(at, fmt::format("no directive '{}'", words)));
      if (!next) {
        return next;
      }
      at = *next;
    }
    return at;
  }

  Result<std::size_t> condition(std::size_t at, std::string_view what, bool is_shown, std::size_t depth) {
    const bool is_negative = what.starts_with("not ");
    const bool holds = is_set(trim(is_negative ? what.substr(4) : what)) != is_negative;
    auto end = block(at + 1, is_shown && holds, depth);
    if (end && *end < lines_.size() && trim(lines_[*end].substr(2)) == "else") {
      end = block(*end + 1, is_shown && !holds, depth);
    }
    return close(at, std::move(end));
  }

  Result<std::size_t> loop(std::size_t at, std::string_view what, bool is_shown, std::size_t depth) {
    const std::size_t in = what.find(" in ");
    if (in == std::string_view::npos) {
      return wrong(at, "a loop is `for ITEM in LIST`");
    }
    const std::string item(trim(what.substr(0, in)));
    const auto list = values_.lists.find(trim(what.substr(in + 4)));
    if (is_shown && list == values_.lists.end()) {
      return wrong(at, fmt::format("no list '{}'", trim(what.substr(in + 4))));
    }
    if (!is_shown || list->second.empty()) {
      return close(at, block(at + 1, false, depth));
    }
    Result<std::size_t> end = at;
    for (const TemplateItem& member : list->second) {
      items_.emplace_back(item, &member);
      end = block(at + 1, true, depth);
      items_.pop_back();
      if (!end) {
        return end;
      }
    }
    return close(at, std::move(end));
  }

  Result<std::size_t> close(std::size_t opened, Result<std::size_t> end) {
    if (!end) {
      return end;
    }
    if (*end >= lines_.size() || trim(lines_[*end].substr(2)) != "end") {
      return wrong(opened, "this block has no end");
    }
    return *end + 1;
  }

  Result<void> fill(std::string_view line, std::size_t at) {
    const std::string indent(line.substr(0, std::min(line.find_first_not_of(' '), line.size())));
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t open = line.find("%{", begin);
      const std::size_t closing = open == std::string_view::npos ? open : line.find('}', open);
      if (closing == std::string_view::npos) {
        out_ += line.substr(begin);
        break;
      }
      out_ += line.substr(begin, open - begin);
      const std::string* value = find(line.substr(open + 2, closing - open - 2));
      if (value == nullptr) {
        return wrong(at, fmt::format("no value for '{}'", line.substr(open, closing + 1 - open)));
      }
      out_ += replace_all(*value, "\n", "\n" + indent);
      begin = closing + 1;
    }
    out_ += '\n';
    return {};
  }

  [[nodiscard]] const std::string* find(std::string_view name) const {
    const std::size_t dot = name.find('.');
    for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
      if (item->first == name.substr(0, dot)) {
        const auto field =
            item->second->find(dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1));
        return field == item->second->end() ? nullptr : &field->second;
      }
    }
    const auto text = values_.texts.find(name);
    return text == values_.texts.end() ? nullptr : &text->second;
  }

  /// A field of a loop's member, else a text or a list.
  [[nodiscard]] bool is_set(std::string_view name) const {
    const bool is_field = std::any_of(items_.begin(), items_.end(),
                                      [&](const auto& item) { return item.first == name.substr(0, name.find('.')); });
    const std::string* field = is_field ? find(name) : nullptr;
    return is_field ? field != nullptr && !field->empty() && *field != "false" : values_.is_set(name);
  }

  [[nodiscard]] tl::unexpected<Error> wrong(std::size_t at, std::string message) const {
    return fail(ErrorKind::kInternal, fmt::format("template {}:{}: {}", name_, at + 1, message));
  }

  std::vector<std::string_view> lines_;
  const TemplateValues& values_;
  std::string_view name_;
  std::vector<std::pair<std::string, const TemplateItem*>> items_;
  std::string out_;
};

}  // namespace

void TemplateValues::set_list(const std::string& name, const std::vector<std::string>& items) {
  std::vector<TemplateItem>& list = lists[name];
  list.clear();
  for (const std::string& item : items) {
    list.push_back({{"", item}});
  }
}

bool TemplateValues::is_set(std::string_view name) const {
  if (const auto text = texts.find(name); text != texts.end()) {
    return !text->second.empty() && text->second != "false";
  }
  const auto list = lists.find(name);
  return list != lists.end() && !list->second.empty();
}

Result<std::string> fill_template(std::string_view text, const TemplateValues& values, std::string_view name) {
  return Filling(text, values, name).all();
}

}  // namespace ropewalk::text
