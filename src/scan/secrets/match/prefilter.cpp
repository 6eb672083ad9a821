#include "scan/secrets/match/prefilter.h"

#include <algorithm>
#include <map>

#include "scan/secrets/match/anchors.h"

namespace ropewalk::scan {
namespace {

/// Two characters that are letters only when case is ignored, and take more bytes than those letters: the long s and
/// the Kelvin sign. Distances do not hold where they are.
bool has_odd_letters(std::string_view text) {
  return text.find("\xc5\xbf") != std::string_view::npos || text.find("\xe2\x84\xaa") != std::string_view::npos;
}

}  // namespace

Prefilter::Prefilter(const std::vector<const Rule*>& rules) {
  std::map<std::string, std::vector<std::size_t>> users;
  for (std::size_t number = 0; number < rules.size(); ++number) {
    const Rule& rule = *rules[number];
    Plan plan;
    auto anchors = rule.regex ? find_anchors(rule.regex->expression()) : std::nullopt;
    for (const std::string& literal : anchors ? anchors->literals : rule.keywords) {
      users[literal].push_back(number);
    }
    plan.is_always = !anchors && rule.keywords.empty();
    if (anchors) {
      plan.is_bounded = true;
      plan.before = anchors->before;
      plan.most = anchors->most;
      plan.endless = anchors->endless;
    }
    plans_.push_back(plan);
  }
  std::vector<std::string> texts;
  for (auto& [text, numbers] : users) {
    texts.push_back(text);
    users_.push_back(std::move(numbers));
  }
  literals_ = Literals(std::move(texts));
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

std::vector<Candidates> Prefilter::candidates(std::string_view text) const {
  std::vector<std::vector<Span>> pieces(plans_.size());
  const Span whole{0, text.size()};
  const bool is_odd = has_odd_letters(text);
  literals_.find(text, [&](std::uint32_t literal, std::size_t at) {
    for (const std::size_t rule : users_[literal]) {
      const Plan& plan = plans_[rule];
      Span piece = whole;
      if (plan.is_bounded) {
        piece = piece_around(plan, text, at);
      }
      std::vector<Span>& known = pieces[rule];
      if (!known.empty() && piece.begin <= known.back().end) {
        known.back().end = std::max(known.back().end, piece.end);
        known.back().begin = std::min(known.back().begin, piece.begin);
      } else {
        known.push_back(piece);
      }
    }
  });
  std::vector<Candidates> found;
  for (std::size_t rule = 0; rule < plans_.size(); ++rule) {
    if (plans_[rule].is_always || is_odd) {
      pieces[rule] = {whole};
    }
    if (!pieces[rule].empty()) {
      found.push_back({rule, std::move(pieces[rule])});
    }
  }
  return found;
}

}  // namespace ropewalk::scan
