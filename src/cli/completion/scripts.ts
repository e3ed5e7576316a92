/** The scripts that make shells complete `musterd`: each asks `musterd __complete` for the words that may come next. */

export const scripts = {
  bash: `_musterd() {
  local IFS=$'\\n'
  COMPREPLY=($(musterd __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _musterd musterd
`,
  zsh: `#compdef musterd
_musterd() {
  local -a candidates
  candidates=("\${(@f)$(musterd __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then compadd -a candidates; else _files; fi
}
compdef _musterd musterd
`,
  fish: `function __musterd_complete
  set -l words (commandline -opc) (commandline -ct)
  musterd __complete $words[2..-1] 2>/dev/null
end
complete -c musterd -a '(__musterd_complete)'
`,
} as const;

export type Shell = keyof typeof scripts;
