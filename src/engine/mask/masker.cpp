// Most text holds no secret, so the pass over it has to be cheap: a table of 65,536 bits says for each pair of bytes
// whether a form begins so (8 KB, it stays in the first-level cache), a second one the same for a hash of four bytes.
// Only where both do, the forms are asked for: all of them are in one hash table, and for the first four bytes there
// is a list of the lengths that forms with this beginning have. So adding a form and looking for one cost the same
// however many there are, which counts where a workflow masks every line of a large file; what remains is one look-up
// for each different length. An automaton over all forms (Aho-Corasick) would look at each byte once, but takes a
// kilobyte for each byte of each form and has to be built again for each `add-mask`.
#include "engine/mask/masker.h"

#include <algorithm>
#include <cstring>

#include "engine/mask/encodings.h"

namespace ropewalk::engine {
namespace {

/// Who masks more values masks the lines of a file: their other forms would take more memory than they are worth.
constexpr std::size_t kMostInOtherForms = 1000;

std::uint16_t pair_at(std::string_view text, std::size_t at) {
  std::uint16_t pair = 0;
  std::memcpy(&pair, text.data() + at, sizeof pair);
  return pair;
}

std::uint32_t prefix_at(std::string_view text, std::size_t at) {
  std::uint32_t prefix = 0;
  std::memcpy(&prefix, text.data() + at, sizeof prefix);
  return prefix;
}

/// 17 bits of four bytes.
std::size_t filter_bit(std::uint32_t prefix) { return (prefix * 2654435761U) >> 15U; }

}  // namespace

void Masker::add_value(std::string_view value) {
  if (value.empty() || !values_.insert(std::string(value)).second) {
    return;
  }
  for (std::string& form : masked_forms(value)) {
    add_form(std::move(form));
  }
  if (values_.size() <= kMostInOtherForms) {
    for (std::string& form : other_forms(value)) {
      add_form(std::move(form));
    }
  }
}

void Masker::add_secret(std::string_view secret) {
  for (const std::string& value : masked_values(secret)) {
    add_value(value);
  }
}

void Masker::add_form(std::string form) {
  const std::size_t size = form.size();
  longest_ = std::max(longest_, size);
  if (size == 1) {
    single_.set(static_cast<unsigned char>(form.front()));
    has_single_ = true;
    return;
  }
  pairs_.set(pair_at(form, 0));
  has_two_ |= size == 2;
  has_three_ |= size == 3;
  if (size >= kPrefix) {
    const std::uint32_t prefix = prefix_at(form, 0);
    prefixes_.set(filter_bit(prefix));
    std::vector<std::size_t>& lengths = lengths_[prefix];
    const auto place = std::lower_bound(lengths.begin(), lengths.end(), size, std::greater<>());
    if (place == lengths.end() || *place != size) {
      lengths.insert(place, size);
    }
  }
  forms_.insert(std::move(form));
}

std::size_t Masker::match_at(std::string_view text, std::size_t at) const {
  const std::size_t left = text.size() - at;
  if (left >= 2 && pairs_.test(pair_at(text, at))) {
    if (left >= kPrefix) {
      const std::uint32_t prefix = prefix_at(text, at);
      const auto lengths = prefixes_.test(filter_bit(prefix)) ? lengths_.find(prefix) : lengths_.end();
      if (lengths != lengths_.end()) {
        for (const std::size_t length : lengths->second) {
          if (length <= left && forms_.contains(text.substr(at, length))) {
            return at + length;
          }
        }
      }
    }
    if (has_three_ && left >= 3 && forms_.contains(text.substr(at, 3))) {
      return at + 3;
    }
    if (has_two_ && forms_.contains(text.substr(at, 2))) {
      return at + 2;
    }
  }
  return has_single_ && single_.test(static_cast<unsigned char>(text[at])) ? at + 1 : at;
}

std::size_t Masker::end_of_stretch(std::string_view text, std::size_t begin, std::size_t end) const {
  for (std::size_t next = begin + 1; next <= end && next < text.size(); ++next) {
    end = std::max(end, match_at(text, next));
  }
  return end;
}

Masker::Stretch Masker::find(std::string_view text, std::size_t from) const {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (const std::size_t end = match_at(text, at); end != at) {
      return {at, end_of_stretch(text, at, end)};
    }
  }
  return {text.size(), text.size()};
}

std::string Masker::mask(std::string_view text) const {
  if (longest_ == 0) {
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
