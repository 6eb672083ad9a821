#include "notify/redact.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "text/regex.h"

namespace ropewalk::notify {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::size_t kLeastKnown = 4;

/// What tokens look like; the whole match is hidden, or the group where there is one.
const std::vector<text::Regex>& patterns() {
  static const std::vector<text::Regex> kPatterns = [] {
    std::vector<text::Regex> all;
    for (
        const char* const expression : {
            R"(-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^-]|-[^-])*(?:-----END [A-Z ]*PRIVATE KEY-----)?)",
            R"(\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}))",
            R"(\bglpat-[A-Za-z0-9_\-]{16,})",
            R"(\bxox[abeprs]-[A-Za-z0-9\-]{10,}|\bxapp-[A-Za-z0-9\-]{10,})",
            R"(\b(?:AKIA|ASIA)[A-Z0-9]{16}\b)",
            R"(\bsk-[A-Za-z0-9_\-]{16,}|\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,})",
            R"(\bpypi-[A-Za-z0-9_\-]{16,}|\bnpm_[A-Za-z0-9]{20,}|\bAIza[A-Za-z0-9_\-]{30,})",
            R"(\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*)",
            R"((?i)hooks\.slack\.com/(?:services|workflows|triggers)/([^\s"'<>]+))",
            R"((?i)discord(?:app)?\.com/api/webhooks/([^\s"'<>]+))",
            R"((?i)\b(?:bearer|basic)\s+([A-Za-z0-9._~+/=\-]{8,}))",
            R"([A-Za-z][A-Za-z0-9+.\-]*://[^\s/:@"'<>]*:([^\s/@"'<>]+)@)",
            R"((?i)(?:passw(?:or)?d|passwd|pwd|secret|token|api[_\-]?key|access[_\-]?key|private[_\-]?key|credential)s?["']?\s*[:=]\s*["']?([^\s"',;&]+))",
        }) {
      if (auto compiled = text::Regex::compile(expression)) {
        all.push_back(std::move(*compiled));
      }
    }
    return all;
  }();
  return kPatterns;
}

std::string hide_matches(std::string_view text, const text::Regex& pattern) {
  std::string out;
  while (const auto found = pattern.search(text)) {
    const std::string_view whole = *found->front();
    const std::string_view secret = found->size() > 1 && (*found)[1] ? *(*found)[1] : whole;
    const auto before = static_cast<std::size_t>(secret.data() - text.data());
    out += text.substr(0, before);
    out += kMask;
    // At least one byte further, so that it ends.
    text.remove_prefix(std::min(text.size(), std::max<std::size_t>(before + secret.size(), 1)));
  }
  return out.append(text);
}

}  // namespace

Redactor::Redactor(std::vector<std::string> known) : known_(std::move(known)) {
  std::erase_if(known_, [](const std::string& value) { return value.size() < kLeastKnown; });
  // The longest first: one may be a part of another.
  std::sort(known_.begin(), known_.end(),
            [](const std::string& left, const std::string& right) { return left.size() > right.size(); });
}

std::string Redactor::clean(std::string_view text) const {
  std::string out(text);
  for (const std::string& value : known_) {
    out = replace_all(out, value, kMask);
  }
  for (const text::Regex& pattern : patterns()) {
    out = hide_matches(out, pattern);
  }
  std::erase_if(out, [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 && letter != '\n') || byte == 0x7f;
  });
  return out;
}

Message Redactor::clean(Message message) const {
  for (std::string* const text : {&message.service, &message.environment, &message.version, &message.by, &message.url,
                                  &message.workflow, &message.reason, &message.detail, &message.commit}) {
    *text = clean(*text);
  }
  return message;
}

std::vector<std::string> secret_values(const std::vector<std::pair<std::string, std::string>>& variables) {
  constexpr std::array<std::string_view, 10> kWords{"TOKEN",   "SECRET", "PASSWORD", "PASSWD",      "CREDENTIAL",
                                                    "WEBHOOK", "APIKEY", "API_KEY",  "PRIVATE_KEY", "ACCESS_KEY"};
  std::vector<std::string> values;
  for (const auto& [name, value] : variables) {
    const std::string upper = to_upper(name);
    const bool is_secret = std::any_of(kWords.begin(), kWords.end(),
                                       [&](std::string_view word) { return upper.find(word) != std::string::npos; });
    if (is_secret && value.size() >= 8) {
      values.push_back(value);
    }
  }
  return values;
}

}  // namespace ropewalk::notify
