terraform {
  source = "${get_repo_root()}/modules/marks"
}

inputs = {
  values = {
    replaced   = replace(get_terragrunt_dir(), "/", "-")
    part       = split("/", get_terragrunt_dir())[1]
    length     = length(get_repo_root())
    equal      = get_repo_root() == "/srv/infra"
    upper      = upper(get_repo_root())
    above_root = basename(get_repo_root())
    here       = get_terragrunt_dir()
    name       = basename(get_terragrunt_dir())
    above      = basename(dirname(get_terragrunt_dir()))
    absolute   = abspath("${get_terragrunt_dir()}/../marks")
    unread     = try(file("${upper(get_repo_root())}/text.txt"), "")
    text       = file("${get_repo_root()}/text.txt")
    inside     = fileset(get_repo_root(), "*.txt")
    working    = get_working_dir()
    path       = get_path_from_repo_root()
    up         = get_path_to_repo_root()
  }
}
