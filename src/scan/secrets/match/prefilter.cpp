#include "scan/secrets/match/prefilter.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "scan/secrets/match/anchors.h"

namespace ropewalk::scan {
namespace {

/// Matches up to this length are short.
constexpr std::size_t kShort = 400;

/// Where two characters are that are letters only when case is ignored, and take more bytes than those letters: the
/// long s and the Kelvin sign. Distances do not hold where they are.
std::vector<std::size_t> odd_letters(std::string_view text) {
  std::vector<std::size_t> places;
  for (const std::string_view letter : {"\xc5\xbf", "\xe2\x84\xaa"}) {
    for (std::size_t at = text.find(letter); at != std::string_view::npos; at = text.find(letter, at + 1)) {
      places.push_back(at);
    }
  }
  return places;
}

}  // namespace

Prefilter::Prefilter(const std::vector<const Rule*>& rules) {
  std::vector<std::vector<std::string>> literals;
  std::vector<bool> is_short;
  for (const Rule* const rule : rules) {
    Plan plan;
    auto anchors = rule->regex ? find_anchors(rule->regex->expression()) : std::nullopt;
    literals.push_back(anchors ? anchors->literals : rule->keywords);
    plan.is_always = !anchors && rule->keywords.empty();
    if (anchors) {
      plan.is_bounded = true;
      plan.before = anchors->before;
      plan.most = anchors->most;
      plan.endless = anchors->endless;
      plan.tail = Tail(anchors->tail);
    }
    is_local_ = is_local_ && (!rule->regex || (anchors && rule->keywords.empty() && rule->required.empty()));
    is_short.push_back(plan.is_bounded && plan.endless.none() && plan.most <= kShort);
    plans_.push_back(std::move(plan));
  }
  all_ = search_for(literals, std::vector<bool>(rules.size(), true));
  if (is_local_) {
    short_ = search_for(literals, is_short);
    is_short.flip();
    long_ = search_for(literals, is_short);
  }
}

Prefilter::Search Prefilter::search_for(const std::vector<std::vector<std::string>>& literals,
                                        const std::vector<bool>& is_in) {
  std::map<std::string, std::vector<std::size_t>> users;
  for (std::size_t rule = 0; rule < literals.size(); ++rule) {
    for (const std::string& literal : literals[rule]) {
      if (is_in[rule]) {
        users[literal].push_back(rule);
      }
    }
  }
  Search search;
  std::vector<std::string> texts;
  for (auto& [text, rules] : users) {
    texts.push_back(text);
    search.users.push_back(std::move(rules));
  }
  search.literals = Literals(std::move(texts));
  return search;
}

Span Prefilter::piece_around(const Plan& plan, std::string_view text, std::size_t at) {
  Span piece{at - std::min(at, plan.before), 0};
  if (plan.endless.none()) {
    piece.end = std::min(text.size(), at + plan.most);
    return piece;
  }
  // A match is at most this long but for the bytes of its loops, so it ends before one byte more of the others.
  std::size_t left = plan.most + 1;
  for (piece.end = at; piece.end < text.size(); ++piece.end) {
    if (!plan.endless[static_cast<unsigned char>(text[piece.end])] && --left == 0) {
      break;
    }
  }
  return piece;
}

std::vector<Candidates> Prefilter::merged(std::vector<Piece> pieces) {
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
    return std::tie(a.rule, a.span.begin) < std::tie(b.rule, b.span.begin);
  });
  std::vector<Candidates> found;
  for (const Piece& piece : pieces) {
    if (found.empty() || found.back().rule != piece.rule) {
      found.push_back({piece.rule, {}});
    }
    std::vector<Span>& known = found.back().pieces;
    if (!known.empty() && piece.span.begin <= known.back().end) {
      known.back().end = std::max(known.back().end, piece.span.end);
    } else {
      known.push_back(piece.span);
    }
  }
  return found;
}

std::vector<Candidates> Prefilter::candidates(std::string_view text) const {
  const Span whole{0, text.size()};
  const std::vector<std::size_t> odd = odd_letters(text);
  std::vector<Piece> pieces;
  std::vector<bool> is_whole(plans_.size());
  all_.literals.find(text, [&](std::uint32_t literal, std::size_t at) {
    for (const std::size_t rule : all_.users[literal]) {
      const Plan& plan = plans_[rule];
      if (!plan.is_bounded) {
        is_whole[rule] = true;
      } else if (plan.tail.may_match(text, at + all_.literals.size(literal))) {
        pieces.push_back({rule, piece_around(plan, text, at)});
      }
    }
  });
  for (std::size_t rule = 0; rule < plans_.size(); ++rule) {
    const Plan& plan = plans_[rule];
    constexpr std::size_t kManyOdd = 64;
    if (is_whole[rule] || plan.is_always || (!odd.empty() && (plan.endless.any() || odd.size() > kManyOdd))) {
      pieces.push_back({rule, whole});
      continue;
    }
    // A match with such letters in it, of three bytes for one.
    for (const std::size_t at : plan.is_bounded ? odd : std::vector<std::size_t>()) {
      pieces.push_back({rule, {at - std::min(at, 3 * plan.most), std::min(text.size(), at + 3 * plan.most + 3)}});
    }
  }
  return merged(std::move(pieces));
}

std::optional<std::vector<Candidates>> Prefilter::candidates_near(std::string_view text,
                                                                  const std::vector<Span>& places) const {
  if (!odd_letters(text).empty()) {
    return std::nullopt;
  }
  std::vector<Piece> pieces;
  const auto take = [&](const Search& search, std::uint32_t literal, std::size_t at) {
    for (const std::size_t rule : search.users[literal]) {
      if (plans_[rule].tail.may_match(text, at + search.literals.size(literal))) {
        pieces.push_back({rule, piece_around(plans_[rule], text, at)});
      }
    }
  };
  // What overlaps a match that touches a place decides with it where the next one is looked for: hence twice as far.
  constexpr std::size_t kNear = 2 * kShort;
  for (std::size_t number = 0, end = 0; number < places.size();) {
    const std::size_t begin = std::max(end, places[number].begin - std::min(places[number].begin, kNear));
    for (end = places[number].end + kNear; number < places.size() && places[number].begin <= end + kNear; ++number) {
      end = places[number].end + kNear;
    }
    end = std::min(end, text.size());
    short_.literals.find(text.substr(begin, end - begin),
                         [&](std::uint32_t literal, std::size_t at) { take(short_, literal, begin + at); });
  }
  long_.literals.find(text, [&](std::uint32_t literal, std::size_t at) { take(long_, literal, at); });
  std::vector<Candidates> found = merged(std::move(pieces));
  for (Candidates& candidates : found) {
    std::erase_if(candidates.pieces, [&places](Span piece) {
      const auto place = std::lower_bound(places.begin(), places.end(), piece.begin,
                                          [](Span a, std::size_t at) { return a.end < at; });
      return place == places.end() || place->begin > piece.end;
    });
  }
  std::erase_if(found, [](const Candidates& candidates) { return candidates.pieces.empty(); });
  return found;
}

}  // namespace ropewalk::scan
