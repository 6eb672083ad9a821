#include "release/reverts.h"

#include <algorithm>

#include "base/strings.h"
#include "release/squash.h"

namespace ropewalk::release {
namespace {

/// Git takes no shorter ones.
constexpr std::size_t kShortest = 4;
/// A footer's `#12` or `1234` is an issue sooner than a commit.
constexpr std::size_t kShortestInFooter = 7;
/// SHA-256 repositories have these.
constexpr std::size_t kLongest = 64;

bool is_hash(std::string_view word, std::size_t least) {
  return word.size() >= least && word.size() <= kLongest && std::all_of(word.begin(), word.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

/// The words of a text, without commas and full stops around them.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t\r\n,;", at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

/// `This reverts commit 123abc, reversing changes made to 456def.`, at the start of a line; several may be named.
void read_sentence(std::string_view text, RevertClaim& claim) {
  bool is_mainline = false;
  for (std::string_view word : words_of(text)) {
    const bool is_last = word.ends_with('.');
    if (is_last) {
      word.remove_suffix(1);
    }
    if (is_hash(word, kShortest)) {
      if (is_mainline) {
        claim.mainline = to_lower(word);
      } else {
        claim.hashes.push_back(to_lower(word));
      }
    } else if (word == "reversing") {
      is_mainline = true;
    } else if (word != "and" && word != "changes" && word != "made" && word != "to") {
      return;
    }
    if (is_last || (is_mainline && !claim.mainline.empty())) {
      return;
    }
  }
}

void read_sentences(std::string_view body, RevertClaim& claim) {
  for (std::size_t at = 0; at < body.size(); at = std::min(body.find('\n', at), body.size() - 1) + 1) {
    const std::string_view rest = body.substr(at);
    for (const std::string_view start : {"This reverts commit ", "This reverts commits "}) {
      if (rest.starts_with(start)) {
        read_sentence(rest.substr(start.size()), claim);
      }
    }
  }
}

/// What stands in the quotes behind `word `; empty without.
std::string_view quoted_behind(std::string_view title, std::string_view word) {
  if (title.size() < word.size() + 3 || !title.starts_with(word) || title[word.size()] != ' ' ||
      title[word.size() + 1] != '"') {
    return "";
  }
  const std::string_view rest = title.substr(word.size() + 2);
  return rest.ends_with('"') ? rest.substr(0, rest.size() - 1) : "";
}

}  // namespace

RevertClaim read_claim(const Message& message) {
  RevertClaim claim;
  const std::string_view title = without_request_number(message.title);
  if (const std::string_view reverted = quoted_behind(title, "Revert"); !reverted.empty()) {
    claim.quoted = reverted;
  } else if (const std::string_view again = quoted_behind(title, "Reapply"); !again.empty()) {
    claim.quoted = again;
    claim.is_reapply = true;
  } else if (message.header && message.header->type == "revert") {
    claim.quoted = without_request_number(message.header->description);
    for (const Footer& footer : message.footers) {
      if (equals_ignoring_case(footer.token, "refs")) {
        for (const std::string_view word : words_of(footer.value)) {
          if (is_hash(word, kShortestInFooter)) {
            claim.hashes.push_back(to_lower(word));
          }
        }
      }
    }
  }
  read_sentences(message.body, claim);
  return claim;
}

NetTitle net_title(std::string_view title) {
  NetTitle net{.title = std::string(without_request_number(title))};
  while (true) {
    const std::string_view reverted = quoted_behind(net.title, "Revert");
    const std::string_view inner = reverted.empty() ? quoted_behind(net.title, "Reapply") : reverted;
    if (inner.empty()) {
      const auto header = read_header(net.title);
      if (header && header->type == "revert") {
        net = {std::string(without_request_number(header->description)), !net.is_applied};
        continue;
      }
      return net;
    }
    net = {std::string(without_request_number(inner)), reverted.empty() ? net.is_applied : !net.is_applied};
  }
}

}  // namespace ropewalk::release
