// Most text holds no secret, so the pass over it has to be cheap: a table of 65,536 bits says for each pair of bytes
// whether a form begins so (8 KB, it stays in the first-level cache); only where it does, the few forms that begin with
// the pair are compared. An automaton over all forms (Aho-Corasick) would look at each byte once whatever the secrets
// are, but takes a kilobyte for each byte of each form and has to be built again for each `add-mask`.
#include "engine/mask/masker.h"

#include <algorithm>

#include "engine/mask/encodings.h"

namespace ropewalk::engine {
namespace {

std::uint16_t pair_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const auto second = static_cast<unsigned char>(text[at + 1]);
  return static_cast<std::uint16_t>((first << 8U) | second);
}

}  // namespace

void Masker::add_value(std::string_view value) {
  if (value.empty() || !values_.insert(std::string(value)).second) {
    return;
  }
  for (std::string& form : masked_forms(value)) {
    add_form(std::move(form));
  }
}

void Masker::add_secret(std::string_view secret) {
  for (const std::string& value : masked_values(secret)) {
    add_value(value);
  }
}

void Masker::add_form(std::string form) {
  if (form.size() == 1) {
    single_.set(static_cast<unsigned char>(form.front()));
    has_single_ = true;
    return;
  }
  const std::uint16_t key = pair_at(form, 0);
  std::vector<std::string>& bucket = forms_[key];
  if (std::find(bucket.begin(), bucket.end(), form) != bucket.end()) {
    return;
  }
  bucket.push_back(std::move(form));
  std::sort(bucket.begin(), bucket.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  starts_.set(key);
}

std::size_t Masker::match_at(std::string_view text, std::size_t at) const {
  if (at + 1 < text.size()) {
    const std::uint16_t key = pair_at(text, at);
    if (starts_.test(key)) {
      for (const std::string& form : forms_.at(key)) {  // longest first
        if (text.substr(at, form.size()) == form) {
          return at + form.size();
        }
      }
    }
  }
  return has_single_ && single_.test(static_cast<unsigned char>(text[at])) ? at + 1 : at;
}

Masker::Stretch Masker::find(std::string_view text, std::size_t from) const {
  for (std::size_t at = from; at < text.size(); ++at) {
    std::size_t end = match_at(text, at);
    if (end == at) {
      continue;
    }
    for (std::size_t next = at + 1; next <= end && next < text.size(); ++next) {
      end = std::max(end, match_at(text, next));
    }
    return {at, end};
  }
  return {text.size(), text.size()};
}

std::string Masker::mask(std::string_view text) const {
  if (forms_.empty() && !has_single_) {
    return std::string(text);
  }
  std::string out;
  std::size_t copied = 0;
  while (copied < text.size()) {
    const Stretch stretch = find(text, copied);
    out.append(text, copied, stretch.begin - copied);
    if (stretch.begin != stretch.end) {
      out += "***";
    }
    copied = stretch.end;
  }
  return out;
}

bool Masker::hides(std::string_view text) const {
  const Stretch stretch = find(text, 0);
  return stretch.begin != stretch.end;
}

}  // namespace ropewalk::engine
