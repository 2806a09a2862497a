//! Takes the policies out of resources, as policy_sites.tsv says where they are.
