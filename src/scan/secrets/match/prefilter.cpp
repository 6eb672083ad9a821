#include "scan/secrets/match/prefilter.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "scan/secrets/match/anchors.h"

namespace ropewalk::scan {
namespace {

/// Matches up to this length are short.
constexpr std::size_t kShort = 850;
/// Loops of so few bytes are of words: letters, digits, and what joins them.
constexpr std::size_t kMostInWords = 80;
/// What overlaps a match that touches a place decides with it where the next one is looked for: hence twice as far.
constexpr std::size_t kTwice = 2;

constexpr std::string_view kLongS = "\xc5\xbf";
constexpr std::string_view kKelvin = "\xe2\x84\xaa";

/// How many bytes a character has that is a letter only when case is ignored, and takes more bytes than that letter:
/// the long s and the Kelvin sign. Distances do not hold where they are. 0 where there is none.
std::size_t odd_size(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  return rest.starts_with(kLongS) ? kLongS.size() : rest.starts_with(kKelvin) ? kKelvin.size() : 0;
}

/// The same for one that ends there.
std::size_t odd_size_before(std::string_view text, std::size_t end) {
  const std::string_view front = text.substr(0, end);
  return front.ends_with(kLongS) ? kLongS.size() : front.ends_with(kKelvin) ? kKelvin.size() : 0;
}

/// Where those characters are, in order.
std::vector<std::size_t> odd_letters(std::string_view text) {
  std::vector<std::size_t> places;
  for (const std::string_view letter : {kLongS, kKelvin}) {
    for (std::size_t at = text.find(letter); at != std::string_view::npos; at = text.find(letter, at + 1)) {
      places.push_back(at);
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

/// True when one of them is at `at` or up to `reach` bytes behind it.
bool is_near(const std::vector<std::size_t>& odd, std::size_t at, std::size_t reach) {
  const auto next = std::lower_bound(odd.begin(), odd.end(), at);
  return next != odd.end() && *next - at < reach;
}

}  // namespace

Prefilter::Prefilter(const std::vector<const Rule*>& rules) {
  std::vector<std::vector<std::string>> literals;
  std::vector<Reach> reaches;
  ByteSet word_bytes;
  for (const Rule* const rule : rules) {
    Plan plan;
    auto anchors = rule->regex ? find_anchors(rule->regex->expression()) : std::nullopt;
    literals.push_back(anchors ? anchors->literals : rule->keywords);
    plan.is_always = rule->regex && !anchors && rule->keywords.empty();
    if (anchors) {
      plan.is_bounded = true;
      plan.before = anchors->before;
      plan.most = anchors->most;
      plan.endless = anchors->endless;
      plan.tail = Tail(anchors->tail);
    }
    is_local_ = is_local_ && (!rule->regex || (anchors && rule->keywords.empty() && rule->required.empty()));
    reaches.push_back(reach_of(plan));
    if (reaches.back() == Reach::kWords) {
      word_bytes |= plan.endless;
      most_in_words_ = std::max(most_in_words_, plan.most);
    }
    plans_.push_back(std::move(plan));
  }
  not_in_words_ = ByteCounter(~word_bytes);
  all_ = search_for(literals, std::vector<bool>(rules.size(), true));
  for (std::size_t reach = 0; is_local_ && reach < by_reach_.size(); ++reach) {
    std::vector<bool> is_in;
    for (const Reach own : reaches) {
      is_in.push_back(static_cast<std::size_t>(own) == reach);
    }
    by_reach_[reach] = search_for(literals, is_in);
  }
}

Prefilter::Reach Prefilter::reach_of(const Plan& plan) {
  if (!plan.is_bounded) {
    return Reach::kAny;
  }
  if (plan.endless.none()) {
    return plan.most <= kShort ? Reach::kShort : Reach::kAny;
  }
  const bool has_blanks = plan.endless['\n'] || plan.endless[' '];
  return !has_blanks && plan.endless.count() <= kMostInWords && plan.most <= kShort ? Reach::kWords : Reach::kAny;
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

std::size_t Prefilter::begin_among_odd(const Plan& plan, std::string_view text, std::size_t at) {
  const auto pass_odd = [&] {
    for (std::size_t size = odd_size_before(text, at); size > 0; size = odd_size_before(text, at)) {
      at -= size;
    }
  };
  for (std::size_t left = plan.before; left > 0 && at > 0; --left) {
    pass_odd();
    at -= std::min<std::size_t>(at, 1);
  }
  pass_odd();
  return at;
}

std::size_t Prefilter::end_among_odd(const Plan& plan, std::string_view text, std::size_t at) {
  for (std::size_t left = plan.most + 1; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (const std::size_t size = byte < 0x80 ? 0 : odd_size(text, at); size > 0) {
      at += size;
    } else if (!plan.endless[byte] && --left == 0) {
      break;
    } else {
      ++at;
    }
  }
  return at;
}

Span Prefilter::piece_among_odd(const Plan& plan, std::string_view text, std::size_t at,
                                const std::vector<std::size_t>& odd) {
  Span piece = piece_around(plan, text, at);
  const std::size_t first = piece.begin - std::min(piece.begin, kKelvin.size());
  if (!is_near(odd, first, piece.end - first + 1)) {
    return piece;
  }
  piece.begin = begin_among_odd(plan, text, at);
  // Where loops take every byte that is not ASCII, those of odd letters were not counted.
  constexpr std::string_view kBytes = "\xc5\xbf\xe2\x84\xaa";
  const bool is_in_loops = std::all_of(kBytes.begin(), kBytes.end(),
                                       [&plan](char byte) { return plan.endless[static_cast<unsigned char>(byte)]; });
  if (!is_in_loops) {
    piece.end = end_among_odd(plan, text, at);
  }
  return piece;
}

void Prefilter::each_with_odd(std::string_view text, const std::vector<std::size_t>& odd,
                              const std::function<void(std::uint32_t literal, std::size_t at)>& found) const {
  const std::size_t reach = 3 * all_.literals.longest() + 1;
  std::string plain;
  std::vector<std::size_t> places;
  for (std::size_t number = 0; number < odd.size();) {
    // Those near each other are gone over at once, written as the letters that they are.
    std::size_t at = odd[number] - std::min(odd[number], reach);
    std::size_t end = odd[number] + reach;
    plain.clear();
    places.clear();
    while (at < end && at < text.size()) {
      places.push_back(at);
      if (number < odd.size() && odd[number] == at) {
        plain += odd_size(text, at) == kLongS.size() ? 's' : 'k';
        end = at + reach;
        at += odd_size(text, at);
        ++number;
      } else {
        plain += text[at++];
      }
    }
    places.push_back(at);
    all_.literals.find(plain, [&](std::uint32_t literal, std::size_t begin) {
      const std::size_t size = all_.literals.size(literal);
      if (places[begin + size] - places[begin] != size) {
        found(literal, places[begin]);
      }
    });
  }
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
  const std::vector<std::size_t> odd = odd_letters(text);
  std::vector<Piece> pieces;
  std::vector<bool> is_whole(plans_.size());
  // From where on a rule is to be looked for up to the end of the text; what lies behind adds nothing.
  std::vector<std::size_t> to_end(plans_.size(), text.size());
  all_.literals.find(text, [&](std::uint32_t literal, std::size_t at) {
    for (const std::size_t rule : all_.users[literal]) {
      const Plan& plan = plans_[rule];
      const std::size_t behind = at + all_.literals.size(literal);
      if (!plan.is_bounded) {
        is_whole[rule] = true;
        continue;
      }
      const std::size_t first = odd.empty() ? at - std::min(at, plan.before) : begin_among_odd(plan, text, at);
      if (first >= to_end[rule]) {
        continue;
      }
      if (plan.tail.may_match(text, behind) || is_near(odd, behind, Tail::kMostSteps)) {
        const Span piece = odd.empty() ? piece_around(plan, text, at) : piece_among_odd(plan, text, at, odd);
        if (piece.end == text.size()) {
          to_end[rule] = std::min(to_end[rule], piece.begin);
        }
        pieces.push_back({rule, piece});
      }
    }
  });
  each_with_odd(text, odd, [&](std::uint32_t literal, std::size_t at) {
    for (const std::size_t rule : all_.users[literal]) {
      if (plans_[rule].is_bounded) {
        pieces.push_back({rule, piece_among_odd(plans_[rule], text, at, odd)});
      }
    }
  });
  for (std::size_t rule = 0; rule < plans_.size(); ++rule) {
    if (is_whole[rule] || plans_[rule].is_always) {
      pieces.push_back({rule, {0, text.size()}});
    }
  }
  return merged(std::move(pieces));
}

std::vector<Span> Prefilter::surroundings(Reach reach, std::string_view text, const std::vector<Span>& places) const {
  if (reach == Reach::kAny || places.empty()) {
    return {{0, text.size()}};
  }
  const std::size_t most = kTwice * (reach == Reach::kWords ? most_in_words_ + 1 : kShort);
  const auto before = [&](std::size_t at, std::size_t floor) {
    return reach == Reach::kShort ? std::max(floor, at - std::min(at, most))
                                  : not_in_words_.before(text, floor, at, most);
  };
  const auto behind = [&](std::size_t at, std::size_t ceiling) {
    return reach == Reach::kShort ? std::max(at, std::min(ceiling, at + most))
                                  : not_in_words_.behind(text, at, std::max(at, ceiling), most);
  };
  std::vector<Span> stretches;
  for (std::size_t number = 0; number < places.size(); ++number) {
    const Span place = places[number];
    const std::size_t floor = stretches.empty() ? 0 : stretches.back().end;
    const std::size_t begin = before(std::max(place.begin, floor), floor);
    if (stretches.empty() || begin > floor) {
      stretches.push_back({begin, begin});
    }
    // What is behind the next place is that one's affair.
    const std::size_t ceiling = number + 1 < places.size() ? places[number + 1].begin : text.size();
    std::size_t& end = stretches.back().end;
    end = behind(std::max(end, place.end), ceiling);
  }
  return stretches;
}

void Prefilter::search_near(Reach reach, std::string_view text, const std::vector<Span>& places,
                            std::vector<Piece>& pieces) const {
  const Search& search = by_reach_[static_cast<std::size_t>(reach)];
  for (const Span stretch : surroundings(reach, text, places)) {
    const std::string_view part = text.substr(stretch.begin, stretch.end - stretch.begin);
    search.literals.find(part, [&](std::uint32_t literal, std::size_t at) {
      at += stretch.begin;
      for (const std::size_t rule : search.users[literal]) {
        if (plans_[rule].tail.may_match(text, at + search.literals.size(literal))) {
          pieces.push_back({rule, piece_around(plans_[rule], text, at)});
        }
      }
    });
  }
}

std::optional<std::vector<Candidates>> Prefilter::candidates_near(std::string_view text,
                                                                  const std::vector<Span>& places) const {
  if (!odd_letters(text).empty()) {
    return std::nullopt;
  }
  std::vector<Piece> pieces;
  for (const Reach reach : {Reach::kShort, Reach::kWords, Reach::kAny}) {
    search_near(reach, text, places, pieces);
  }
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
